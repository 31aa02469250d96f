package io.berth.transfer;

import io.berth.content.Content;
import io.berth.remote.transport.HttpBody;
import io.berth.transfer.Transfer.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/** Some bytes of a blob of the store on their way out, at the speed that is allowed. */
final class BlobBytes implements HttpBody {
    private static final int BUFFER_BYTES = 128 << 10;

    private final Content content;
    private final Upload upload;
    private final Uploads.Terms terms;
    private final long from;
    private final long length;

    BlobBytes(Content content, Upload upload, Uploads.Terms terms, long from, long length) {
        this.content = content;
        this.upload = upload;
        this.terms = terms;
        this.from = from;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Duration patience(Duration usual) {
        return terms.settings().patience();
    }

    @Override
    public void writeTo(Sink out) throws IOException {
        if (length == 0) {
            return;
        }
        Speed speed = new Speed(terms.settings().stallWindow(), terms.settings().stallBytes());
        Throttle throttle = new Throttle(
                terms.bandwidth().of(upload.wish().target().repository().registry()),
                upload.wish()::limit,
                upload.cancel(),
                limited -> upload.state(limited ? State.LIMITED : State.SENDING));
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel file = content.open(upload.blob().digest())) {
            upload.state(State.SENDING);
            for (long at = from; at < from + length; ) {
                int bytes = read(file, at, buffer.clear().limit((int) Math.min(BUFFER_BYTES, from + length - at)));
                if (!out.write(buffer)) {
                    return;
                }
                at += bytes;
                upload.current(at);
                upload.speed().add(bytes);
                terms.observer().sent(bytes);
                speed.paused(throttle.moved(bytes));
                speed.moved(bytes);
            }
        }
        upload.state(State.VERIFYING);
    }

    /** Our own disk's failures are no registry's: they end the upload. */
    private static int read(FileChannel file, long at, ByteBuffer buffer) {
        try {
            int bytes = file.read(buffer, at);
            if (bytes <= 0) {
                throw new IOException("a blob ends before its size");
            }
            buffer.flip();
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
