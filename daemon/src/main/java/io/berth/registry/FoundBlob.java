package io.berth.registry;

import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A blob that can be served. */
public sealed interface FoundBlob {
    Digest digest();

    long size();

    /**
     * A live blob of the store.
     *
     * @param sent told how many bytes of it a client gets
     */
    record Stored(Digest digest, long size, LongConsumer sent) implements FoundBlob {
        public Stored(Digest digest, long size) {
            this(digest, size, _ -> {});
        }
    }

    /** One that is still coming, read while it comes; a reader never sees its end before its digest is verified. */
    record Coming(Digest digest, long size, Opener opener) implements FoundBlob {}

    /** Opens a reading from an offset, which a cancellation ends where it waits; the caller closes. */
    @FunctionalInterface
    interface Opener {
        InputStream open(long offset, CancelToken cancel) throws IOException;
    }
}
