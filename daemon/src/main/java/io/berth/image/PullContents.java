package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.MediaTypes;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the chosen manifests need beside themselves, checked before a layer is asked for.
 *
 * @param config of the image; null for an artifact, whose config is a blob like any other
 * @param layers of the image, each once, lowest first
 * @param others blobs that are no layers of a file system: those of artifacts and attestations
 */
record PullContents(@Nullable Config config, List<Descriptor> layers, List<Descriptor> others) {
    /** An image's config, proven and parsed. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
    record Config(Descriptor descriptor, byte[] bytes, ImageConfig parsed) {}

    PullContents {
        layers = List.copyOf(layers);
        others = List.copyOf(others);
    }

    /** Layers, then the others. */
    List<Descriptor> blobs() {
        List<Descriptor> all = new ArrayList<>(layers);
        all.addAll(others);
        return all;
    }

    /**
     * Works out and checks what a selection needs.
     *
     * @param fetchConfig gets and proves a config
     */
    static PullContents of(PullSelection selection, Function<Descriptor, byte[]> fetchConfig) {
        Set<Digest> seen = new HashSet<>();
        List<Descriptor> layers = new ArrayList<>();
        List<Descriptor> others = new ArrayList<>();
        Config config = null;
        ImageManifest image = manifest(selection.image());
        if (MediaTypes.isImageConfig(image.config().mediaType())) {
            image.layers().forEach(PullContents::checkType);
            byte[] bytes = fetchConfig.apply(image.config());
            config = new Config(image.config(), bytes, ImageConfig.parse(bytes));
            checkDiffIds(image, config.parsed());
            add(image.layers(), layers, seen);
        } else {
            add(image.children(), others, seen);
        }
        for (Document attestation : selection.attestations()) {
            add(manifest(attestation).children(), others, seen);
        }
        return new PullContents(config, layers, others);
    }

    private static ImageManifest manifest(Document document) {
        if (!(document.manifest() instanceof ImageManifest manifest)) {
            throw new Corrupt(
                    Subject.MANIFEST,
                    "an attestation that is an index: " + document.descriptor().digest());
        }
        if (manifest.layers().size() > Limits.LAYERS_MAX) {
            throw new TooLarge(
                    Subject.MANIFEST,
                    "a manifest of " + manifest.layers().size() + " layers, more than " + Limits.LAYERS_MAX);
        }
        return manifest;
    }

    private static void checkType(Descriptor layer) {
        if (!MediaTypes.isLayer(layer.mediaType())) {
            throw new Unsupported(
                    Subject.MANIFEST,
                    "unsupported media type \"" + layer.mediaType() + "\" of layer " + layer.digest());
        }
    }

    private static void checkDiffIds(ImageManifest image, ImageConfig config) {
        int layers = image.layers().size();
        int diffIds = config.diffIds().size();
        if (layers != diffIds) {
            throw new Corrupt(
                    Subject.MANIFEST, "number of layers and diffIDs don't match: " + layers + " != " + diffIds);
        }
    }

    private static void add(List<Descriptor> blobs, List<Descriptor> to, Set<Digest> seen) {
        blobs.stream().filter(blob -> seen.add(blob.digest())).forEach(to::add);
    }
}
