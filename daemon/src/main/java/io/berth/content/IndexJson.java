package io.berth.content;

import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.io.AtomicFiles;
import io.berth.io.Disk;
import io.berth.oci.Descriptor;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The file {@code index.json} of the layout: one entry for each name and each image without a name. It is derived, for
 * other tools; the store reads it only where its database was lost.
 */
final class IndexJson {
    /** The name in full, as containerd writes it. */
    static final String NAME = "io.containerd.image.name";

    /** The tag alone (image-spec, annotations). */
    static final String TAG = "org.opencontainers.image.ref.name";

    static final String SOURCES = "io.berth.sources";

    private static final String VERSION = "io.berth.version";
    private static final Pattern VERSION_MEMBER = Pattern.compile('"' + VERSION + "\":\"(\\d{1,18})\"");
    private static final int HEAD_BYTES = 512;
    private static final JsonFactory JSON = new JsonFactory();

    private final Disk disk;
    private final Path file;

    IndexJson(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    void write(ImageTable images) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("schemaVersion", 2);
            json.writeStringProperty("mediaType", MediaTypes.OCI_INDEX);
            json.writeObjectPropertyStart("annotations"); // first: its head is read at every start
            json.writeStringProperty(VERSION, Long.toString(images.version()));
            json.writeEndObject();
            json.writeArrayPropertyStart("manifests");
            for (Image image : images.byCreated()) {
                if (image.names().isEmpty()) {
                    entry(json, image, null);
                }
                image.names().forEach(name -> entry(json, image, name));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        AtomicFiles.write(disk, file, out.toByteArray());
    }

    private static void entry(JsonGenerator json, Image image, @Nullable Reference name) {
        Descriptor target = image.facts().target();
        json.writeStartObject();
        json.writeStringProperty("mediaType", target.mediaType());
        json.writeStringProperty("digest", target.digest().toString());
        json.writeNumberProperty("size", target.size());
        json.writeObjectPropertyStart("annotations");
        if (name != null) {
            json.writeStringProperty(NAME, name.toString());
            name.findTag().ifPresent(tag -> json.writeStringProperty(TAG, tag));
        }
        String sources =
                image.facts().sources().stream().map(Repository::canonical).collect(Collectors.joining(" "));
        if (!sources.isEmpty()) {
            json.writeStringProperty(SOURCES, sources);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The version of the table that was written last; empty where none was. Reads the head of the file. */
    Optional<Long> version() throws IOException {
        if (disk.stat(file).isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = disk.read(file)) {
            byte[] head = Channels.newInputStream(channel).readNBytes(HEAD_BYTES);
            Matcher member = VERSION_MEMBER.matcher(new String(head, StandardCharsets.UTF_8));
            return member.find() ? Optional.of(Long.parseLong(member.group(1))) : Optional.empty();
        }
    }

    /** @throws io.berth.problem.Problem.Corrupt where it is not what {@link #write} writes */
    ImageIndex read() throws IOException {
        try (FileChannel channel = disk.read(file)) {
            byte[] bytes = Channels.newInputStream(channel).readAllBytes();
            return (ImageIndex) io.berth.oci.Manifest.parse(bytes, MediaTypes.OCI_INDEX);
        }
    }
}
