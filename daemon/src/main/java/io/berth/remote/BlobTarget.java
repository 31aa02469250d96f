package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import io.berth.remote.transport.HttpBody;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where blobs can be uploaded to (distribution-spec, "Pushing blobs"). All failures of the other side are
 * {@link RegistryException}s, for whoever tries again. Used by several threads at once.
 */
public interface BlobTarget {
    Repository repository();

    /** Whether it is there already. */
    boolean has(Descriptor blob, CancelToken cancel) throws IOException;

    /**
     * Begins an upload.
     *
     * @param from another repository of that registry that may have the blob and let it be mounted; null for none
     * @return empty where the blob was mounted, so that nothing is to be uploaded
     */
    Optional<UploadPlace> begin(Descriptor blob, @Nullable Repository from, CancelToken cancel) throws IOException;

    /**
     * How far an upload has come, which may have begun long ago.
     *
     * @throws RegistryException of kind {@code MISSING} where the registry does not know it any more
     */
    UploadPlace status(UploadPlace place, CancelToken cancel) throws IOException;

    /** Adds a chunk behind what is there; returns how far it has come, which may be less. */
    UploadPlace append(UploadPlace place, HttpBody chunk, CancelToken cancel) throws IOException;

    /** Sends the rest, which may be empty, and ends the upload; the blob is there when this returns. */
    void complete(UploadPlace place, Descriptor blob, HttpBody rest, CancelToken cancel) throws IOException;
}
