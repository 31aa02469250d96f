package io.berth.content;

import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A blob that is being written and gets its name from its bytes. One thread uses it. Closing it before {@link #commit}
 * deletes the bytes, and so does the next start after a crash: whoever sends them sends all of them again.
 */
public interface NamelessIngest extends AutoCloseable {
    /**
     * Appends and hashes.
     *
     * @throws io.berth.problem.Problem.Unavailable for a full disk
     */
    void write(ByteBuffer bytes) throws IOException;

    long size();

    /** What the bytes so far are called; nothing can be written any more. */
    Digest digest();

    /** Makes the blob durable and live, held by the job, and ends the ingest. Its bytes are moved, never copied. */
    void commit() throws IOException;

    @Override
    void close() throws IOException;
}
