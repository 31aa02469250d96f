package io.berth.registry.cache;

import io.berth.io.CancelToken;
import io.berth.io.OneByte;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.function.LongConsumer;

/** The bytes of a blob that comes, as a stream; closing it closes the blob. */
final class CachedBlobStream extends InputStream {
    private final CachedBlob.Coming blob;
    private final LongConsumer sent;

    private CachedBlobStream(CachedBlob.Coming blob, LongConsumer sent) {
        this.blob = blob;
        this.sent = sent;
    }

    /**
     * Begins before the byte {@code from}; returns when it can be read.
     *
     * @param sent told how many bytes of it a client gets
     * @throws io.berth.problem.Problem where it cannot; the blob is still open then
     */
    static InputStream open(CachedBlob blob, long from, CancelToken cancel, LongConsumer sent) throws IOException {
        return switch (blob) {
            case CachedBlob.Whole whole -> Channels.newInputStream(whole.file().position(from));
            case CachedBlob.Coming coming -> {
                coming.begin(from, cancel);
                yield new CachedBlobStream(coming, sent);
            }
        };
    }

    @Override
    public int read() throws IOException {
        return OneByte.of(this);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = length == 0 ? 0 : blob.read(ByteBuffer.wrap(into, from, length));
        sent.accept(Math.max(read, 0));
        return read;
    }

    @Override
    public void close() throws IOException {
        blob.close();
    }
}
