package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.oci.Platform;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.util.Comparator;
import java.util.Optional;

/** The choice of one of an image's manifests by the platform that a request names. */
final class Platforms {
    private Platforms() {}

    /** Whether the manifest is an image for this very platform; another architecture that it also runs does not count. */
    static boolean isFor(Platform wanted, ManifestFacts manifest) {
        return manifest.kind() == ManifestFacts.Kind.IMAGE && isFor(wanted, manifest.platform());
    }

    static boolean isFor(Platform wanted, Platform offered) {
        return wanted.normalized().architecture().equals(offered.normalized().architecture())
                && wanted.fit(offered) > 0;
    }

    /** The image's manifest for this platform, here or not; one that is here first, and the best fit of these. */
    static Optional<ManifestFacts> find(Image image, Platform wanted) {
        return image.facts().manifests().stream()
                .filter(one -> isFor(wanted, one))
                .max(Comparator.comparing(ManifestFacts::available)
                        .thenComparingInt(one -> wanted.fit(one.platform())));
    }

    static NotFound missing(String shownName, Platform wanted) {
        return new NotFound(
                Subject.IMAGE,
                "image with reference " + shownName + " was found but does not provide the specified platform ("
                        + wanted.format() + ")");
    }
}
