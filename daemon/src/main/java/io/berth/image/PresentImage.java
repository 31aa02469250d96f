package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.oci.Platform;
import java.util.Comparator;
import java.util.List;

/** Whether an image that is here has what a pull for some platform would fetch. */
final class PresentImage {
    private PresentImage() {}

    static boolean has(Image image, Platform platform) {
        ImageFacts facts = image.facts();
        List<ManifestFacts> manifests = facts.manifests();
        boolean alone = manifests.size() == 1
                && manifests.getFirst().descriptor().digest().equals(facts.id());
        if (alone) {
            return manifests.getFirst().available();
        }
        return manifests.stream()
                .filter(one -> one.kind() != Kind.ATTESTATION)
                .filter(one -> PullSelection.fit(platform, one.descriptor()) > 0)
                .max(Comparator.comparingInt(one -> PullSelection.fit(platform, one.descriptor())))
                .filter(ManifestFacts::available)
                .isPresent();
    }
}
