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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the chosen manifests need beside themselves, each once, checked before a layer is asked for.
 *
 * @param configs of the images; an artifact's config is a blob like any other
 * @param layers of the images, lowest first
 * @param others blobs that are no layers of a file system: those of artifacts and attestations
 */
record PullContents(List<Config> configs, List<Descriptor> layers, List<Descriptor> others) {
    /** An image's config, proven and parsed. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
    record Config(Descriptor descriptor, byte[] bytes, ImageConfig parsed) {}

    PullContents {
        configs = List.copyOf(configs);
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
        Found contents = new Found(fetchConfig);
        selection.images().forEach(image -> contents.addImage(manifest(image)));
        selection.attestations().forEach(attestation -> contents.addOthers(manifest(attestation)));
        return contents.made();
    }

    /** What was found so far. */
    private static final class Found {
        private final Function<Descriptor, byte[]> fetchConfig;
        private final Map<Digest, Config> configs = new LinkedHashMap<>();
        private final Map<Digest, Descriptor> layers = new LinkedHashMap<>();
        private final Map<Digest, Descriptor> others = new LinkedHashMap<>();

        Found(Function<Descriptor, byte[]> fetchConfig) {
            this.fetchConfig = fetchConfig;
        }

        void addImage(ImageManifest image) {
            if (!MediaTypes.isImageConfig(image.config().mediaType())) {
                addOthers(image);
                return;
            }
            image.layers().forEach(PullContents::checkType);
            Config config = configs.computeIfAbsent(image.config().digest(), _ -> {
                byte[] bytes = fetchConfig.apply(image.config());
                return new Config(image.config(), bytes, ImageConfig.parse(bytes));
            });
            checkDiffIds(image, config.parsed());
            image.layers().forEach(layer -> layers.putIfAbsent(layer.digest(), layer));
            checkCount();
        }

        void addOthers(ImageManifest manifest) {
            manifest.children().forEach(part -> others.putIfAbsent(part.digest(), part));
            checkCount();
        }

        private void checkCount() {
            if (layers.size() + others.size() > Limits.PULL_BLOBS_MAX) {
                throw new TooLarge(Subject.MANIFEST, "a pull of more than " + Limits.PULL_BLOBS_MAX + " blobs");
            }
        }

        PullContents made() {
            others.keySet().removeAll(layers.keySet());
            return new PullContents(
                    List.copyOf(configs.values()), List.copyOf(layers.values()), List.copyOf(others.values()));
        }
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
}
