package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Fields;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The images of {@code manifest.json} (docker's image spec v1.2, "Combined Image JSON + Filesystem Changeset Format"). The
 * archive has no manifests of theirs: each gets the one, byte for byte, that containerd makes of it, so that an image has
 * one ID whichever of the two has loaded it.
 */
final class DockerArchive {
    static final String LIST = "manifest.json";

    private static final JsonMapper JSON = new JsonMapper();

    private final ArchiveFiles files;
    private final ArchiveBlobs blobs;

    DockerArchive(ArchiveFiles files, ArchiveBlobs blobs) {
        this.files = files;
        this.blobs = blobs;
    }

    List<LoadedImage> images(ArchiveFile list) throws IOException {
        List<Fields> entries =
                Fields.readAll(blobs.read(list, Limits.ARCHIVE_LIST_BYTES_MAX, LIST), Subject.REQUEST, LIST);
        checkCount(entries.size());
        files.checkLinks();
        List<LoadedImage> images = new ArrayList<>();
        for (Fields entry : entries) {
            images.add(image(entry.text("Config"), entry.texts("Layers"), entry.texts("RepoTags")));
        }
        return images;
    }

    static void checkCount(int images) {
        if (images > Limits.ARCHIVE_IMAGES_MAX) {
            throw new TooLarge(Subject.REQUEST, "an archive of more than " + Limits.ARCHIVE_IMAGES_MAX + " images");
        }
    }

    private LoadedImage image(String configName, List<String> layerNames, List<String> tags) {
        ArchiveFile config = files.find(configName)
                .orElseThrow(() -> new NotFound(
                        Subject.BLOB, "image config \"" + ArchiveFiles.shown(configName) + "\" not found"));
        if (layerNames.size() > Limits.LAYERS_MAX) {
            throw new TooLarge(
                    Subject.REQUEST, "an image of " + layerNames.size() + " layers, more than " + Limits.LAYERS_MAX);
        }
        List<ArchiveFile> layers = layerNames.stream().map(this::layer).toList();
        byte[] manifest = manifest(config, layers);
        Descriptor descriptor = Descriptor.of(MediaTypes.DOCKER_MANIFEST, Digest.of(manifest), manifest.length);
        List<Reference> names =
                tags.stream().map(DockerArchive::name).distinct().toList();
        return new LoadedImage(Document.parse(descriptor, manifest), names, layers);
    }

    private ArchiveFile layer(String name) {
        return files.find(name)
                .orElseThrow(() -> new NotFound(
                        Subject.BLOB,
                        "failed to resolve layers: layer \"" + ArchiveFiles.shown(name) + "\" not found"));
    }

    private static Reference name(String tag) {
        try {
            Reference name = Reference.parse(tag);
            if (name.digest() != null) {
                throw new InvalidParameter(Subject.TAG, "invalid reference format: a digest is no name to be given");
            }
            return name.orLatest();
        } catch (InvalidParameter e) {
            throw new InvalidParameter(
                    Subject.TAG, "normalize image ref \"" + ArchiveFiles.shown(tag) + "\": " + e.text());
        }
    }

    private static byte[] manifest(ArchiveFile config, List<ArchiveFile> layers) {
        ObjectNode manifest =
                JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.DOCKER_MANIFEST);
        describe(manifest.putObject("config"), MediaTypes.DOCKER_CONFIG, config);
        ArrayNode all = manifest.putArray("layers");
        layers.forEach(layer -> describe(all.addObject(), type(layer), layer));
        return JSON.writeValueAsBytes(manifest);
    }

    private static void describe(ObjectNode descriptor, String type, ArchiveFile file) {
        descriptor
                .put("mediaType", type)
                .put("digest", file.digest().toString())
                .put("size", file.size());
    }

    private static String type(ArchiveFile layer) {
        return switch (layer.compression()) {
            case NONE -> MediaTypes.DOCKER_LAYER;
            case GZIP -> MediaTypes.DOCKER_LAYER + ".gzip";
            case ZSTD -> MediaTypes.DOCKER_LAYER + ".zstd";
            case BZIP2, XZ ->
                throw new Unsupported(
                        Subject.REQUEST,
                        "a layer packed with "
                                + layer.compression().name().toLowerCase(Locale.ROOT)
                                + ": layers of images are plain, gzip or zstd");
        };
    }

    /** The failure of an archive that lists no image. */
    static Corrupt unrecognized(ArchiveFiles files) {
        boolean isLegacy = files.find("repositories").isPresent();
        return new Corrupt(
                Subject.REQUEST,
                "unrecognized image format"
                        + (isLegacy ? ": only \"repositories\", as docker wrote it before 1.10" : ""));
    }
}
