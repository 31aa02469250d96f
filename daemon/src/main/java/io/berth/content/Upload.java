package io.berth.content;

import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A blob that a client is sending. One thread uses it. Closing keeps the bytes for the client's next request. */
public interface Upload extends AutoCloseable {
    /** Bytes that are here; where the next write goes. */
    long offset();

    /**
     * Whether the upload is still this request's.
     *
     * @throws io.berth.problem.Problem.Limited once a newer request has asked for it, which gets what is here
     */
    void check();

    /**
     * Appends and hashes; makes what is written durable now and then.
     *
     * @throws io.berth.problem.Problem.Limited as {@link #check}
     * @throws io.berth.problem.Problem.Unavailable where the disk is full; what was there before stays
     */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Verifies the digest, makes the blob durable, live and had by the upload's repository, in this order: fdatasync,
     * read-only, rename, fsync of the directory, one index change. Ends the upload.
     *
     * @throws io.berth.problem.Problem.Limited as {@link #check}
     * @throws io.berth.problem.Problem.InvalidParameter of {@link io.berth.problem.Subject#DIGEST} where the bytes have
     *     another digest; they are deleted and the upload is over
     */
    void commit(Digest digest) throws IOException;

    /** Leaves the bytes that are there for the next request. */
    @Override
    void close() throws IOException;
}
