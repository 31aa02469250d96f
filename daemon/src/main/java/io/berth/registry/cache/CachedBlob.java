package io.berth.registry.cache;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A blob that is served: whole, or on its way. To be closed when it was written or is not wanted any more. */
public sealed interface CachedBlob extends AutoCloseable {
    Descriptor descriptor();

    @Override
    void close() throws IOException;

    /** It is here. */
    record Whole(Descriptor descriptor, FileChannel file) implements CachedBlob {
        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** It comes from its registry while it is read. */
    non-sealed interface Coming extends CachedBlob {
        /**
         * Waits until the byte at {@code position} can be read, or it is known that it cannot.
         *
         * @param cancel ends the wait, and those of {@link #read}
         * @throws io.berth.problem.Problem where the blob cannot be had
         */
        void begin(long position, CancelToken cancel) throws IOException;

        /**
         * Reads on from there; waits for at least one byte.
         *
         * @return how many; -1 at the end of the blob
         * @throws io.berth.problem.Problem where the blob cannot be had: whoever read some of it must not get to its end
         */
        int read(ByteBuffer into) throws IOException;
    }
}
