package io.berth.transfer;

import io.berth.content.Content;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.remote.BlobReader;
import io.berth.remote.BlobStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The blobs of this store, to be sent elsewhere. */
public final class StoredBlobs implements BlobReader {
    private static final int BUFFER_BYTES = 128 << 10;

    private final Content content;

    public StoredBlobs(Content content) {
        this.content = content;
    }

    @Override
    public BlobStream open(Descriptor blob, long offset, long length, CancelToken cancel) throws IOException {
        return new Stream(content.open(blob.digest()), offset, length);
    }

    private static final class Stream implements BlobStream {
        private final FileChannel file;
        private final long start;
        private final long end;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        private long at;

        Stream(FileChannel file, long offset, long length) {
            this.file = file;
            this.start = offset;
            this.at = offset;
            this.end = offset + length;
        }

        @Override
        public long start() {
            return start;
        }

        @Override
        public String host() {
            return "";
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(end - start);
        }

        /** Our own disk's failures are no registry's: they end what is under way. */
        @Override
        public @Nullable ByteBuffer next() {
            if (at == end) {
                return null;
            }
            try {
                int bytes = file.read(buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - at)), at);
                if (bytes <= 0) {
                    throw new IOException("a blob ends before its size");
                }
                at += bytes;
                return buffer.flip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
