package io.berth.upkeep;

import io.berth.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Something that is kept as a whole: a local image, or a manifest of one of the registry's repositories.
 *
 * @param id of the image or the manifest
 * @param owner what tells it from others that keep the same: the name of its place
 * @param tags what points to it; none for one that is dangling
 * @param blobs all that it keeps from being deleted
 * @param used when it was last pulled, served or named
 * @param isNeeded whether it stays whatever rules say: a container uses it, or another manifest names it
 */
record Holding(
        Place place, String owner, Digest id, List<Tag> tags, Set<Digest> blobs, Instant used, boolean isNeeded) {
    Holding {
        tags = List.copyOf(tags);
        blobs = Set.copyOf(blobs);
    }

    /** Where it is kept. */
    enum Place {
        IMAGES("images"),
        REGISTRY("registry");

        private final String label;

        Place(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * A name that points to it.
     *
     * @param repository as users see it
     * @param name with its tag or digest, as users see it
     * @param since when it came to point there
     */
    record Tag(String repository, String name, Instant since) {}
}
