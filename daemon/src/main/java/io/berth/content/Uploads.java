package io.berth.content;

import io.berth.oci.RepositoryName;
import java.io.IOException;

/**
 * Blobs that clients send to repositories: their digest is known with the last byte only. They survive a restart, with
 * every byte that was written in the same boot of the machine; one that nobody writes to ends in time.
 */
public interface Uploads {
    /**
     * Begins an upload.
     *
     * @return its name, 32 hexadecimal digits
     * @throws io.berth.problem.Problem.Limited where too many are under way
     */
    String begin(RepositoryName repository);

    /**
     * Opens an upload to continue it.
     *
     * @throws io.berth.problem.Problem.NotFound where the repository has no such upload
     * @throws io.berth.problem.Problem.Limited where another request is writing to it
     */
    Upload open(RepositoryName repository, String id) throws IOException;

    /**
     * Bytes that are here.
     *
     * @throws io.berth.problem.Problem.NotFound where the repository has no such upload
     */
    long offset(RepositoryName repository, String id) throws IOException;

    /**
     * Ends an upload and forgets its bytes.
     *
     * @throws io.berth.problem.Problem.NotFound where the repository has no such upload
     * @throws io.berth.problem.Problem.Limited where another request is writing to it
     */
    void cancel(RepositoryName repository, String id) throws IOException;
}
