package io.berth.registry;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.registry.FoundBlob.Stored;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Blobs that repositories were found to have since the last change of the index, which makes it forget them all: it cannot
 * tell of what is gone. When it is full, it begins anew.
 */
final class KnownBlobs {
    private final LongSupplier version;
    private volatile Known known = new Known(Long.MIN_VALUE, Map.of());

    private record Place(RepositoryName repository, Digest digest) {}

    private record Known(long version, Map<Place, Stored> blobs) {}

    KnownBlobs(LongSupplier version) {
        this.version = version;
    }

    /** Of the index as it is now. */
    long version() {
        return version.getAsLong();
    }

    Optional<Stored> find(RepositoryName repository, Digest digest) {
        Known now = known;
        return now.version() == version()
                ? Optional.ofNullable(now.blobs().get(new Place(repository, digest)))
                : Optional.empty();
    }

    /**
     * Keeps what the index has told.
     *
     * @param asked the version as it was before the index was asked; a later one may know better
     */
    void note(long asked, RepositoryName repository, Stored blob) {
        Known now = known;
        if (now.version() != asked || now.blobs().size() >= Limits.KNOWN_BLOBS_MAX) {
            now = new Known(asked, new ConcurrentHashMap<>());
            known = now;
        }
        now.blobs().put(new Place(repository, blob.digest()), blob);
    }
}
