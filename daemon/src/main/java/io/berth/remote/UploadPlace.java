package io.berth.remote;

import java.net.URI;

/**
 * An upload at a registry, as it last told.
 *
 * @param location where the next bytes go; absolute, may hold secrets of the registry's
 * @param offset bytes that are there
 * @param chunkMin bytes that a chunk must have unless it is the last one ({@code OCI-Chunk-Min-Length}); 0 for any
 */
public record UploadPlace(URI location, long offset, long chunkMin) {
    /** An upload that was begun earlier, of which only the place is known. */
    public UploadPlace(URI location) {
        this(location, 0, 0);
    }

    @Override
    public String toString() {
        return Answers.withoutQuery(location) + " at " + offset;
    }
}
