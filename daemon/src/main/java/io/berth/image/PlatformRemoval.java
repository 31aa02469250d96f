package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Platform;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Takes the content for some platforms out of an image with several, and leaves its names. */
final class PlatformRemoval {
    private final Content content;

    PlatformRemoval(Content content) {
        this.content = content;
    }

    /**
     * The manifests that go.
     *
     * @param shownName the image as messages name it
     * @throws NotFound where the image has nothing for one of the platforms here
     */
    static List<ManifestFacts> manifests(Image image, List<Platform> platforms, String shownName) {
        return platforms.stream()
                .flatMap(platform -> {
                    List<ManifestFacts> going = image.facts().manifests().stream()
                            .filter(one -> one.available() && Platforms.isFor(platform, one))
                            .toList();
                    if (going.isEmpty()) {
                        throw new NotFound(
                                Subject.IMAGE,
                                "failed to delete platform " + platform.format() + " for image " + image.id()
                                        + ": image with reference " + shownName
                                        + " was found but does not provide any platform");
                    }
                    return going.stream();
                })
                .distinct()
                .toList();
    }

    /**
     * How the image's facts change when these manifests and what only they need go. Reads the manifests that stay.
     *
     * @return from the image's facts at the moment of the change to the new ones; pure
     */
    UnaryOperator<ImageFacts> without(ImageFacts facts, Set<Digest> going) throws IOException {
        Set<Digest> staying = new HashSet<>(Set.of(facts.id()));
        if (!going.contains(facts.id())) {
            for (Descriptor child : children(facts.target())) {
                reach(child, facts.closure(), going, staying, 1);
            }
        }
        Set<Digest> dropped = new HashSet<>(facts.closure());
        dropped.removeAll(staying);
        return present -> {
            Set<Digest> closure = new HashSet<>(present.closure());
            closure.removeAll(dropped);
            List<ManifestFacts> manifests = present.manifests().stream()
                    .map(one -> going.contains(one.descriptor().digest()) ? absent(one) : one)
                    .toList();
            return new ImageFacts(
                    present.target(), manifests, closure, present.sources(), present.signatures(), present.subject());
        };
    }

    private void reach(Descriptor blob, Set<Digest> here, Set<Digest> going, Set<Digest> staying, int depth)
            throws IOException {
        Digest digest = blob.digest();
        boolean stays = here.contains(digest) && !going.contains(digest);
        if (!stays || depth > Limits.INDEX_DEPTH_MAX + 1 || !staying.add(digest)) {
            return;
        }
        if (PullSelection.isDocument(blob)) {
            for (Descriptor child : children(blob)) {
                reach(child, here, going, staying, depth + 1);
            }
        }
    }

    private List<Descriptor> children(Descriptor document) throws IOException {
        byte[] bytes = content.read(document.digest(), Limits.MANIFEST_BYTES_MAX);
        return Manifest.parse(bytes, document.mediaType()).children();
    }

    private static ManifestFacts absent(ManifestFacts one) {
        Platform told = one.descriptor().platform();
        return new ManifestFacts(
                one.descriptor(),
                false,
                one.kind(),
                told == null ? one.platform() : told,
                null,
                null,
                Map.of(),
                0,
                one.subject());
    }
}
