package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.net.URI;
import java.util.Optional;

/**
 * Uploads to other registries that have begun and not ended, so that the next push, of this run or a later one, goes on
 * where they stopped. Changes are durable when they return.
 */
public interface UploadLog {
    /** Where the upload of this blob to this repository was last; empty where none is known, or it is too old to be there. */
    Optional<URI> find(Repository repository, Digest blob);

    void put(Repository repository, Digest blob, URI location);

    /** No error where there is none. */
    void drop(Repository repository, Digest blob);
}
