package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of an image's manifests are loaded: those for the platforms that were asked for, and of an index only what is all
 * there, since archives may hold a part of it.
 */
final class LoadSelection {
    private final ArchiveBlobs blobs;
    private final Predicate<Descriptor> isHere;
    private final List<Platform> platforms;
    private final Map<Digest, Document> images = new LinkedHashMap<>();
    private final Map<Digest, Document> attestations = new LinkedHashMap<>();
    private final Map<Digest, Document> indexes = new LinkedHashMap<>();
    private @Nullable Descriptor gap;

    private LoadSelection(ArchiveBlobs blobs, Predicate<Descriptor> isHere, List<Platform> platforms) {
        this.blobs = blobs;
        this.isHere = isHere;
        this.platforms = platforms;
    }

    /**
     * Chooses; empty where nothing of the image is for one of the platforms.
     *
     * @param isHere whether a blob is in the archive or in the store
     * @param platforms none for all
     * @throws io.berth.problem.Problem.NotFound where no manifest is here with all that it needs
     */
    static Optional<PullSelection> of(
            Document root, ArchiveBlobs blobs, Predicate<Descriptor> isHere, List<Platform> platforms)
            throws IOException {
        LoadSelection selection = new LoadSelection(blobs, isHere, platforms);
        if (selection.take(root, 0)) {
            return Optional.of(new PullSelection(
                    List.copyOf(selection.images.values()),
                    List.copyOf(selection.attestations.values()),
                    List.copyOf(selection.indexes.values())));
        }
        if (selection.gap != null) {
            throw ArchiveBlobs.missing(selection.gap);
        }
        return Optional.empty();
    }

    private boolean take(Document document, int depth) throws IOException {
        return switch (document.manifest()) {
            case ImageManifest manifest -> takeManifest(document, manifest);
            case ImageIndex index -> takeIndex(document, index, depth);
        };
    }

    private boolean takeManifest(Document document, ImageManifest manifest) throws IOException {
        if (!isWhole(manifest) || !isWanted(manifest)) {
            return false;
        }
        images.put(document.descriptor().digest(), document);
        return true;
    }

    /** Layers that a registry need not have an archive need not have either. */
    private boolean isWhole(ImageManifest manifest) {
        for (Descriptor part : manifest.children()) {
            if (!MediaTypes.isForeignLayer(part.mediaType()) && !isHere.test(part)) {
                gap = gap == null ? part : gap;
                return false;
            }
        }
        return true;
    }

    private boolean isWanted(ImageManifest manifest) throws IOException {
        if (platforms.isEmpty()) {
            return true;
        }
        if (!MediaTypes.isImageConfig(manifest.config().mediaType())) {
            return false;
        }
        byte[] config = blobs.find(manifest.config(), Limits.CONFIG_BYTES_MAX)
                .orElseThrow(() -> ArchiveBlobs.missing(manifest.config()));
        Platform offered = ImageConfig.parse(config).platform();
        return platforms.stream().anyMatch(wanted -> Platforms.isFor(wanted, offered));
    }

    private boolean takeIndex(Document document, ImageIndex index, int depth) throws IOException {
        PullSelection.checkSize(index, depth);
        Digest digest = document.descriptor().digest();
        if (indexes.putIfAbsent(digest, document) != null) {
            return false;
        }
        boolean any = false;
        for (Descriptor child : index.manifests()) {
            any |= PullSelection.isDocument(child) && !Attestations.is(child) && takeChild(child, depth + 1);
        }
        if (!any) {
            indexes.remove(digest);
            return false;
        }
        for (Descriptor child : index.manifests()) {
            if (Attestations.subject(child).filter(images::containsKey).isPresent()) {
                takeAttestation(child);
            }
        }
        return true;
    }

    private boolean takeChild(Descriptor child, int depth) throws IOException {
        checkCount();
        Optional<byte[]> bytes = blobs.find(child, Limits.MANIFEST_BYTES_MAX);
        if (bytes.isEmpty()) {
            gap = gap == null ? child : gap;
            return false;
        }
        return take(Document.parse(child, bytes.get()), depth);
    }

    private void takeAttestation(Descriptor child) throws IOException {
        checkCount();
        Optional<byte[]> bytes = blobs.find(child, Limits.MANIFEST_BYTES_MAX);
        if (bytes.isEmpty()) {
            return;
        }
        Document document = Document.parse(child, bytes.get());
        if (document.manifest() instanceof ImageManifest manifest
                && manifest.children().stream().allMatch(isHere)) {
            attestations.put(child.digest(), document);
        }
    }

    private void checkCount() {
        if (images.size() + attestations.size() + indexes.size() > Limits.INDEX_CHILDREN_MAX) {
            throw new TooLarge(
                    Subject.MANIFEST,
                    "more than " + Limits.INDEX_CHILDREN_MAX + " manifests in an index and those inside it");
        }
    }
}
