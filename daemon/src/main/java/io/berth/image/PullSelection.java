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
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which manifests of what was found are to be pulled, each once.
 *
 * @param images the manifests chosen; more than one where several platforms were asked for
 * @param attestations about them
 * @param indexes on the way to them, outermost first; empty where the name points to a manifest itself
 */
record PullSelection(List<Document> images, List<Document> attestations, List<Document> indexes) {
    PullSelection {
        images = List.copyOf(images);
        attestations = List.copyOf(attestations);
        indexes = List.copyOf(indexes);
    }

    /** All documents, to be stored. */
    List<Document> documents() {
        List<Document> all = new ArrayList<>(indexes);
        all.addAll(images);
        all.addAll(attestations);
        return all;
    }

    /**
     * Chooses. A lone manifest is taken whatever its platform (as dockerd does); of an index, for each platform the child
     * that fits best, the first among equals, one without a platform last.
     *
     * @param fetch gets and proves a child; asked for the same one several times
     * @throws NotFound naming the first platform that an index has nothing for
     */
    static PullSelection of(Document root, PullPlatforms wanted, Function<Descriptor, Document> fetch) {
        return switch (wanted) {
            case PullPlatforms.All _ -> WholeIndex.of(root, fetch);
            case PullPlatforms.Of(List<Platform> platforms) ->
                union(platforms.stream()
                        .map(platform -> forOne(root, platform, fetch))
                        .toList());
        };
    }

    private static PullSelection union(List<PullSelection> parts) {
        return new PullSelection(
                once(parts.stream().map(PullSelection::images).toList()),
                once(parts.stream().map(PullSelection::attestations).toList()),
                once(parts.stream().map(PullSelection::indexes).toList()));
    }

    private static List<Document> once(List<List<Document>> lists) {
        Map<Digest, Document> documents = new LinkedHashMap<>();
        lists.stream()
                .flatMap(Collection::stream)
                .forEach(one -> documents.putIfAbsent(one.descriptor().digest(), one));
        return List.copyOf(documents.values());
    }

    private static PullSelection forOne(Document root, Platform platform, Function<Descriptor, Document> fetch) {
        PullSelection selection = choose(root, platform, fetch, List.of());
        if (selection == null) {
            throw noMatch(platform);
        }
        return selection;
    }

    private static @Nullable PullSelection choose(
            Document document, Platform platform, Function<Descriptor, Document> fetch, List<Document> above) {
        return switch (document.manifest()) {
            case ImageManifest _ -> new PullSelection(List.of(document), List.of(), above);
            case ImageIndex index -> {
                checkSize(index, above.size());
                List<Document> path = new ArrayList<>(above);
                path.add(document);
                yield child(index, platform, fetch, path);
            }
        };
    }

    /**
     * Refuses what is beyond the limits.
     *
     * @param above how many indexes it lies in
     */
    static void checkSize(ImageIndex index, int above) {
        if (above >= Limits.INDEX_DEPTH_MAX) {
            throw new TooLarge(Subject.MANIFEST, "more than " + Limits.INDEX_DEPTH_MAX + " indexes inside one another");
        }
        if (index.manifests().size() > Limits.INDEX_CHILDREN_MAX) {
            throw new TooLarge(Subject.MANIFEST, "an index of more than " + Limits.INDEX_CHILDREN_MAX + " manifests");
        }
    }

    private static @Nullable PullSelection child(
            ImageIndex index, Platform platform, Function<Descriptor, Document> fetch, List<Document> path) {
        for (Descriptor candidate : candidates(index, platform)) {
            PullSelection found = choose(fetch.apply(candidate), platform, fetch, path);
            if (found != null) {
                List<Document> attestations = new ArrayList<>(found.attestations);
                attestations(index, candidate.digest()).forEach(one -> attestations.add(fetch.apply(one)));
                return new PullSelection(found.images, attestations, found.indexes);
            }
        }
        return null;
    }

    private static List<Descriptor> candidates(ImageIndex index, Platform platform) {
        return index.manifests().stream()
                .filter(PullSelection::isDocument)
                .filter(child -> !Attestations.is(child) && fit(platform, child) > 0)
                .sorted(Comparator.comparingInt((Descriptor child) -> fit(platform, child))
                        .reversed())
                .toList();
    }

    /** Whether it points to a manifest or an index; other children of indexes are not pulled. */
    static boolean isDocument(Descriptor child) {
        return MediaTypes.isManifest(child.mediaType()) || MediaTypes.isIndex(child.mediaType());
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
