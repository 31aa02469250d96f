package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.oci.Platform;
import java.util.Comparator;
import java.util.List;

/** Whether an image that is here has all that a pull would fetch. */
final class PresentImage {
    private PresentImage() {}

    static boolean has(Image image, PullPlatforms wanted) {
        ImageFacts facts = image.facts();
        List<ManifestFacts> manifests = facts.manifests();
        boolean alone = manifests.size() == 1
                && manifests.getFirst().descriptor().digest().equals(facts.id());
        if (alone) {
            return manifests.getFirst().available() && suits(manifests.getFirst(), wanted);
        }
        return switch (wanted) {
            case PullPlatforms.All _ ->
                manifests.stream()
                        .filter(one -> PullSelection.isDocument(one.descriptor()))
                        .allMatch(ManifestFacts::available);
            case PullPlatforms.Of(List<Platform> platforms) ->
                platforms.stream().allMatch(platform -> has(manifests, platform));
        };
    }

    private static boolean suits(ManifestFacts alone, PullPlatforms wanted) {
        return alone.kind() != Kind.IMAGE || wanted.unserved(alone.platform()).isEmpty();
    }

    private static boolean has(List<ManifestFacts> manifests, Platform platform) {
        return manifests.stream()
                .filter(one -> one.kind() != Kind.ATTESTATION)
                .filter(one -> PullSelection.fit(platform, one.descriptor()) > 0)
                .max(Comparator.comparingInt(one -> PullSelection.fit(platform, one.descriptor())))
                .filter(ManifestFacts::available)
                .isPresent();
    }
}
