package io.berth.registry;

import io.berth.oci.Digest;
import java.io.IOException;
import java.io.InputStream;

/** A blob that can be served. */
public sealed interface FoundBlob {
    Digest digest();

    long size();

    /** A live blob of the store. */
    record Stored(Digest digest, long size) implements FoundBlob {}

    /** One that is still coming, read while it comes; a reader never sees its end before its digest is verified. */
    record Coming(Digest digest, long size, Opener opener) implements FoundBlob {}

    /** Opens a reading from an offset; the caller closes. */
    @FunctionalInterface
    interface Opener {
        InputStream open(long offset) throws IOException;
    }
}
