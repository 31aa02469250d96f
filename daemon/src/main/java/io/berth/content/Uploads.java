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
     * Opens an upload to continue it, when an older request that writes to it has given way.
     *
     * @param giveWay run by another thread when a newer request wants the upload: ends what this one waits for, a read of
     *     its body, say; must not block
     * @throws io.berth.problem.Problem.NotFound where the repository has no such upload
     * @throws io.berth.problem.Problem.Limited where a newer request writes to it, or an older one does not give way
     */
    Upload open(RepositoryName repository, String id, Runnable giveWay) throws IOException;

    /**
     * Bytes that are here.
     *
     * @throws io.berth.problem.Problem.NotFound where the repository has no such upload
     */
    long offset(RepositoryName repository, String id) throws IOException;

    /**
     * Ends an upload and forgets its bytes, when a request that writes to it has given way.
     *
     * @throws io.berth.problem.Problem.NotFound where the repository has no such upload
     * @throws io.berth.problem.Problem.Limited where a newer request writes to it, or an older one does not give way
     */
    void cancel(RepositoryName repository, String id) throws IOException;
}
