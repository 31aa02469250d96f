package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which manifests of what was found are to be pulled: the one for the platform and those that attest to it.
 *
 * @param image the manifest chosen
 * @param attestations about it
 * @param indexes on the way to it, outermost first; empty where the name points to the manifest itself
 */
record PullSelection(Document image, List<Document> attestations, List<Document> indexes) {
    PullSelection {
        attestations = List.copyOf(attestations);
        indexes = List.copyOf(indexes);
    }

    /** All documents, to be stored. */
    List<Document> documents() {
        List<Document> all = new ArrayList<>(indexes);
        all.add(image);
        all.addAll(attestations);
        return all;
    }

    /**
     * Chooses. A lone manifest is taken whatever its platform (as dockerd does); of an index, the child that fits best,
     * the first among equals, one without a platform last.
     *
     * @param fetch gets and proves a child
     * @throws NotFound where an index has nothing for the platform
     */
    static PullSelection of(Document root, Platform platform, Function<Descriptor, Document> fetch) {
        PullSelection selection = choose(root, platform, fetch, List.of());
        if (selection == null) {
            throw noMatch(platform);
        }
        return selection;
    }

    private static @Nullable PullSelection choose(
            Document document, Platform platform, Function<Descriptor, Document> fetch, List<Document> above) {
        return switch (document.manifest()) {
            case ImageManifest _ -> new PullSelection(document, List.of(), above);
            case ImageIndex index -> {
                if (above.size() >= Limits.INDEX_DEPTH_MAX) {
                    throw new TooLarge(
                            Subject.MANIFEST, "more than " + Limits.INDEX_DEPTH_MAX + " indexes inside one another");
                }
                if (index.manifests().size() > Limits.INDEX_CHILDREN_MAX) {
                    throw new TooLarge(
                            Subject.MANIFEST, "an index of more than " + Limits.INDEX_CHILDREN_MAX + " manifests");
                }
                List<Document> path = new ArrayList<>(above);
                path.add(document);
                yield child(index, platform, fetch, path);
            }
        };
    }

    private static @Nullable PullSelection child(
            ImageIndex index, Platform platform, Function<Descriptor, Document> fetch, List<Document> path) {
        for (Descriptor candidate : candidates(index, platform)) {
            PullSelection found = choose(fetch.apply(candidate), platform, fetch, path);
            if (found != null) {
                List<Document> attestations = new ArrayList<>(found.attestations);
                attestations(index, candidate.digest()).forEach(one -> attestations.add(fetch.apply(one)));
                return new PullSelection(found.image, attestations, found.indexes);
            }
        }
        return null;
    }

    private static List<Descriptor> candidates(ImageIndex index, Platform platform) {
        return index.manifests().stream()
                .filter(child -> MediaTypes.isManifest(child.mediaType()) || MediaTypes.isIndex(child.mediaType()))
                .filter(child -> !Attestations.is(child) && fit(platform, child) > 0)
                .sorted(Comparator.comparingInt((Descriptor child) -> fit(platform, child))
                        .reversed())
                .toList();
    }

    static int fit(Platform platform, Descriptor child) {
        return child.platform() == null ? 1 : platform.fit(child.platform());
    }

    private static List<Descriptor> attestations(ImageIndex index, Digest about) {
        return index.manifests().stream()
                .filter(child ->
                        Attestations.subject(child).filter(about::equals).isPresent())
                .toList();
    }

    static NotFound noMatch(Platform platform) {
        return new NotFound(
                Subject.MANIFEST,
                "no matching manifest for " + platform.format()
                        + " in the manifest list entries: no match for platform in manifest: not found");
    }
}
