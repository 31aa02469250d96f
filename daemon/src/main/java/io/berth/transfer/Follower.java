package io.berth.transfer;

import io.berth.content.Content;
import io.berth.content.Growing;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.transfer.Watermark.Mark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads a blob while it is downloaded. The last {@link Limits#UNPROVEN_TAIL_BYTES} are given out only when the whole blob
 * is verified, so that nobody gets to the end of wrong bytes. One thread uses it.
 */
public final class Follower implements AutoCloseable {
    private final Interest interest;
    private final Watermark watermark;
    private final Content content;
    private final Growing growing;
    private final CancelToken cancel;
    private final long size;
    private @Nullable FileChannel channel;
    private long position;
    private int generation;
    private boolean begun;

    /**
     * Begins before the byte {@code position}.
     *
     * @param interest what makes the blob come; to be closed by the caller, after this
     * @param cancel ends a wait for bytes
     */
    public Follower(Interest interest, Content content, Growing growing, long position, CancelToken cancel) {
        this.interest = interest;
        this.watermark = interest.download().watermark();
        this.content = content;
        this.growing = growing;
        this.position = position;
        this.cancel = cancel;
        this.size = interest.blob().size();
    }

    /**
     * Waits until the next byte can be read, or it is known that there is none.
     *
     * @throws io.berth.problem.Problem where the download failed
     */
    public void ready() throws IOException {
        await();
    }

    /**
     * Reads what is here, waiting for at least one byte.
     *
     * @param into with room for one
     * @return how many bytes; -1 at the end of the blob, which is verified then
     * @throws io.berth.problem.Problem where the download failed, or begins again after wrong bytes were read
     */
    public int read(ByteBuffer into) throws IOException {
        while (true) {
            Mark mark = await();
            if (position >= size) {
                return -1;
            }
            int start = into.position();
            int read = read(into, readable(mark));
            if (read > 0 && watermark.mark().generation() == generation) {
                position += read;
                begun = true;
                return read;
            }
            into.position(start); // what was read has been overwritten
        }
    }

    private int read(ByteBuffer into, long end) throws IOException {
        FileChannel open = channel();
        if (open == null) {
            watermark.awaitBeyond(size, cancel); // its file is being moved: the end is near
            return 0;
        }
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + end - position));
        try {
            return open.read(into, position);
        } finally {
            into.limit(limit);
        }
    }

    /** Waits for something to read; leaves behind what an earlier generation has read. */
    private Mark await() throws IOException {
        while (true) {
            Mark mark = watermark.awaitBeyond(position + waitedBeyond(), cancel);
            interest.check();
            if (cancel.isCancelled()) {
                throw new Unavailable(Subject.JOB, "cancelled");
            }
            if (mark.generation() != generation) {
                leave(mark.generation());
            } else if (position >= size ? mark.ended() : readable(mark) > position) {
                return mark;
            }
        }
    }

    /** Bytes beyond the position that have to be here before one can be read. */
    private long waitedBeyond() {
        return size - position > Limits.UNPROVEN_TAIL_BYTES ? Limits.UNPROVEN_TAIL_BYTES : size;
    }

    private long readable(Mark mark) {
        return mark.ended() ? size : Math.min(mark.bytes(), size) - Limits.UNPROVEN_TAIL_BYTES;
    }

    private void leave(int now) throws IOException {
        if (begun) {
            throw new Unavailable(
                    Subject.BLOB,
                    "the download of " + interest.blob().digest() + " begins again: its bytes were wrong");
        }
        generation = now;
        close();
    }

    /** The blob where it is whole, else the file that grows; null where that is neither here nor there. */
    private @Nullable FileChannel channel() throws IOException {
        if (channel == null) {
            Digest digest = interest.blob().digest();
            channel = interest.isDone()
                    ? content.open(digest)
                    : growing.openIngest(digest).orElse(null);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
