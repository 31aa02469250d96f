package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What decides how long something stays, beyond what {@link Index} tells: reads of the database, as long as it is large. */
public interface Inventory {
    /** When images and manifests of repositories were last used; those that never were are left out. */
    Map<Digest, Instant> lastUsed();

    /** Since when each name points to its image. */
    Map<Reference, Instant> named();

    /** What each live blob takes on disk, in bytes. */
    Map<Digest, Long> allocated();

    /** Blobs that something else than an image or a repository holds: jobs, uploads, undo windows. */
    Set<Digest> heldElsewhere();
}
