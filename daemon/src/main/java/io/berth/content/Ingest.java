package io.berth.content;

import io.berth.index.JobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * A blob that is being written. One thread uses it. Closing keeps the bytes for the next one who wants the blob.
 */
public interface Ingest extends AutoCloseable {
    /**
     * Bytes that are here and hashed, never more than the blob has; where the next write goes and from where a download
     * continues.
     */
    long offset();

    /**
     * Appends and hashes; makes what is written durable now and then.
     *
     * @throws io.berth.problem.Problem.Corrupt where the bytes exceed the blob's size
     */
    void write(ByteBuffer bytes) throws IOException;

    /** Forgets all bytes: the next write is the first. */
    void restart() throws IOException;

    /**
     * Verifies size and digest, makes the blob durable and live, held by all of the jobs, in this order: fdatasync, read-only,
     * rename, fsync of the directory, one index change. Ends the ingest.
     *
     * @throws io.berth.problem.Problem.Corrupt where it is not the blob, or its bytes went with a blob that came otherwise
     *     and was swept meanwhile; nothing is left of them
     */
    void commit(Collection<JobId> jobs) throws IOException;

    /** Leaves the bytes that are there for a later ingest of the same blob. */
    @Override
    void close() throws IOException;
}
