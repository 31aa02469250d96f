package io.berth.index;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an image from bytes that were in hand when it was published; kept in its database row, so that no
 * list or start opens a file.
 *
 * @param target the manifest or index that names point to; its digest is the image's ID
 * @param manifests the children of an index in their order, or the one manifest itself
 * @param closure every blob that the image holds here: target, manifests, configs, layers that are present
 * @param sources the repositories that it was pulled from, in order of first appearance
 */
public record ImageFacts(
        Descriptor target, List<ManifestFacts> manifests, Set<Digest> closure, List<Repository> sources) {
    public ImageFacts {
        manifests = List.copyOf(manifests);
        closure = Set.copyOf(closure);
        sources = List.copyOf(sources);
    }

    public Digest id() {
        return target.digest();
    }

    /** The manifest that stands for the image in lists and in inspect. */
    public Optional<ManifestFacts> shown() {
        return ShownManifest.of(manifests);
    }

    public @Nullable Digest config() {
        return shown().map(ManifestFacts::config).orElse(null);
    }
}
