package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Fields;
import io.berth.oci.ImageLayout;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The images of an OCI image layout's {@code index.json}, with their manifests as they are. */
final class LayoutImages {
    /** Full names, by containerd and BuildKit. */
    private static final String FULL_NAME = "io.containerd.image.name";

    /** A name or a tag alone (image-spec, annotations.md). */
    private static final String NAME = "org.opencontainers.image.ref.name";

    private static final String VERSION = "1.0.0";

    private final ArchiveFiles files;
    private final ArchiveBlobs blobs;

    LayoutImages(ArchiveFiles files, ArchiveBlobs blobs) {
        this.files = files;
        this.blobs = blobs;
    }

    List<LoadedImage> images(ArchiveFile marker) throws IOException {
        byte[] bytes = blobs.read(marker, Limits.ARCHIVE_LIST_BYTES_MAX, ImageLayout.MARKER);
        String version = Fields.read(bytes, Subject.REQUEST, ImageLayout.MARKER).text("imageLayoutVersion");
        if (!version.equals(VERSION)) {
            throw new Corrupt(Subject.REQUEST, "unsupported OCI version " + ArchiveFiles.shown(version));
        }
        Map<Descriptor, Set<Reference>> names = new LinkedHashMap<>();
        for (Descriptor entry : index().manifests()) {
            if (MediaTypes.isManifest(entry.mediaType()) || MediaTypes.isIndex(entry.mediaType())) {
                Descriptor root = Descriptor.of(entry.mediaType(), entry.digest(), entry.size());
                Set<Reference> known = names.computeIfAbsent(root, _ -> new LinkedHashSet<>());
                name(entry).ifPresent(known::add);
            }
        }
        List<LoadedImage> images = new ArrayList<>();
        for (Map.Entry<Descriptor, Set<Reference>> one : names.entrySet()) {
            byte[] document = blobs.find(one.getKey(), Limits.MANIFEST_BYTES_MAX)
                    .orElseThrow(() -> ArchiveBlobs.missing(one.getKey()));
            images.add(new LoadedImage(Document.parse(one.getKey(), document), List.copyOf(one.getValue()), List.of()));
        }
        return images;
    }

    private ImageIndex index() throws IOException {
        ArchiveFile file = files.find(ImageLayout.INDEX)
                .orElseThrow(() ->
                        new NotFound(Subject.REQUEST, "missing " + ImageLayout.INDEX + " in OCI layout " + VERSION));
        byte[] bytes = blobs.read(file, Limits.ARCHIVE_LIST_BYTES_MAX, ImageLayout.INDEX);
        if (!(Manifest.parse(bytes, MediaTypes.OCI_INDEX) instanceof ImageIndex index)) {
            throw new Corrupt(Subject.REQUEST, "invalid " + ImageLayout.INDEX + ": not an index");
        }
        DockerArchive.checkCount(index.manifests().size());
        return index;
    }

    /** What an entry is called; empty where that is nothing that an image can be called. */
    private static Optional<Reference> name(Descriptor entry) {
        String text = entry.annotations().getOrDefault(FULL_NAME, "");
        if (text.isEmpty()) {
            text = entry.annotations().getOrDefault(NAME, "");
        }
        try {
            Reference name = Reference.parse(text).orLatest();
            if (name.digest() != null && !name.digest().equals(entry.digest())) {
                throw new Corrupt(
                        Subject.REQUEST,
                        "\"" + name.familiar() + "\" is the name of " + entry.digest() + " in the archive");
            }
            return Optional.of(name);
        } catch (InvalidParameter e) {
            return Optional.empty();
        }
    }
}
