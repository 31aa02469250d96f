package io.berth.index;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the content store writes down about uploads: blobs whose digest is not known before their last byte. Of {@code
 * content} alone. Every method returns when the change is durable, or throws and has changed nothing.
 */
public interface UploadLedger {
    /**
     * Notes a new upload.
     *
     * @throws io.berth.problem.Problem.Limited where {@link io.berth.io.Limits#UPLOADS_MAX} are under way
     */
    void begin(String id, RepositoryName repository);

    Optional<UploadRow> find(String id);

    List<UploadRow> all();

    /**
     * An upload under way.
     *
     * @param digest while its file becomes this blob
     * @param durable bytes of it that are durable
     * @param touched when it began or that grew last
     */
    record UploadRow(
            String id, RepositoryName repository, @Nullable Digest digest, long durable, Instant touched) {}

    /** Notes how many bytes were forced to disk. */
    void durable(String id, long bytes);

    /** Notes which blob its file is about to become, so that a start after a crash knows where to look. */
    void becomes(String id, Digest digest);

    /** Makes its repository have the blob, which is live already, and ends it; false where the blob is not live. */
    boolean adopt(String id, Digest digest);

    /** Makes the blob live and its repository have it, and ends the upload. The blob's file is in place already. */
    void live(String id, BlobRow blob);

    void forget(String id);
}
