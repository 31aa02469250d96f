package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.io.CancelToken.Registration;
import io.berth.io.Pending;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.remote.BlobSource;
import io.berth.remote.BlobStream;
import io.berth.remote.RegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a large blob, asked for in several ranges at once and handed over in order: whoever writes sees one stream,
 * so that what is on disk is always the first bytes of the blob. Holds one piece more in memory than it asks for at once.
 */
final class RangedStream implements BlobStream {
    /** Large enough that asking costs little, small enough that a few fit into memory. */
    static final int PIECE_BYTES = 8 << 20;

    private final Descriptor blob;
    private final BlobSource source;
    private final long start;
    private final CancelToken cancel = new CancelToken();
    private final Registration registration;
    private final Deque<Pending<ByteBuffer>> coming = new ArrayDeque<>();
    private long asked;
    private volatile String host = "";

    RangedStream(Descriptor blob, BlobSource source, long start, int ranges, CancelToken download) {
        this.blob = blob;
        this.source = source;
        this.start = start;
        this.asked = start;
        this.registration = download.onCancel(cancel::cancel);
        for (int i = 0; i < ranges; i++) {
            ask();
        }
    }

    /** Whether so much is left that several ranges are worth while. */
    static boolean isWorthwhile(long left, DownloadSettings settings) {
        return settings.ranges() > 1 && left >= settings.rangesFrom();
    }

    private void ask() {
        if (asked < blob.size()) {
            long from = asked;
            int length = (int) Math.min(PIECE_BYTES, blob.size() - from);
            Pending<ByteBuffer> piece = new Pending<>();
            coming.add(piece);
            asked += length;
            Thread.ofVirtual().name("range-" + from).start(() -> fetch(from, length, piece));
        }
    }

    private void fetch(long from, int length, Pending<ByteBuffer> piece) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            for (int tries = 1; bytes.hasRemaining(); tries++) {
                try {
                    receive(from + bytes.position(), bytes);
                } catch (RegistryException e) {
                    if (tries >= RemoteLimits.PIECE_TRIES_MAX || !e.isTransient() || cancel.isCancelled()) {
                        throw e;
                    }
                }
            }
            piece.complete(bytes.flip());
        } catch (IOException | RuntimeException e) {
            piece.fail(e);
        }
    }

    private void receive(long from, ByteBuffer bytes) throws IOException {
        try (BlobStream part = source.open(blob, from, bytes.remaining(), cancel)) {
            if (part.start() != from) {
                throw new RangeIgnored();
            }
            host = part.host();
            for (ByteBuffer some = part.next(); some != null; some = part.next()) {
                if (some.remaining() > bytes.remaining()) {
                    throw new RangeIgnored();
                }
                bytes.put(some);
            }
        }
        if (bytes.hasRemaining()) {
            throw RegistryException.network("unexpected EOF");
        }
    }

    /** The registry sends something else than the range that it was asked for. */
    static final class RangeIgnored extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(blob.size() - start);
    }

    /**
     * The next piece.
     *
     * @throws RangeIgnored where the registry serves no ranges
     */
    @Override
    public @Nullable ByteBuffer next() throws IOException {
        Pending<ByteBuffer> first = coming.poll();
        if (first == null) {
            return null;
        }
        ByteBuffer piece = first.awaitIo();
        ask();
        return piece;
    }

    @Override
    public void close() {
        registration.close();
        cancel.cancel();
    }
}
