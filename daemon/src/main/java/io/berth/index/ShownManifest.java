package io.berth.index;

import io.berth.oci.Platform;
import java.util.List;
import java.util.Optional;

/** Which of an image's manifests stands for it: the one that fits this machine best, else the first that is here. */
final class ShownManifest {
    private static final Platform HOST = Platform.host();

    private ShownManifest() {}

    static Optional<ManifestFacts> of(List<ManifestFacts> manifests) {
        ManifestFacts best = null;
        int bestFit = -1;
        for (ManifestFacts one : manifests) {
            int fit = one.available() && one.kind() == ManifestFacts.Kind.IMAGE ? HOST.fit(one.platform()) : -1;
            if (fit > bestFit) {
                best = one;
                bestFit = fit;
            }
        }
        return Optional.ofNullable(best);
    }
}
