package io.berth.image;

import io.berth.content.Content;
import io.berth.image.SavePlan.Loadable;
import io.berth.image.SavePlan.Root;
import io.berth.io.TarStream;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageLayout;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an OCI image layout (image-spec, image-layout.md) with docker's {@code manifest.json} beside it, as one tar in
 * constant memory. A blob whose bytes are not those of its digest ends the archive before its end.
 */
final class LayoutArchive {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PIECE = 128 << 10;
    private static final int DIRECTORY = 0755;
    private static final int READ_ONLY = 0444;
    private static final int WRITABLE = 0644;

    private final Content content;
    private final OutputStream out;
    private final TarStream tar;
    private final byte[] piece = new byte[PIECE];

    LayoutArchive(Content content, OutputStream out) {
        this.content = content;
        this.out = out;
        this.tar = new TarStream(out);
    }

    void write(SavePlan plan) throws IOException {
        String directory = "";
        for (Digest blob : plan.blobs()) {
            String needed = directory(blob);
            if (!needed.equals(directory)) {
                if (directory.isEmpty()) {
                    tar.directory(ImageLayout.BLOBS, DIRECTORY);
                }
                tar.directory(needed, DIRECTORY);
                directory = needed;
            }
            blob(blob);
        }
        tar.file(ImageLayout.INDEX, WRITABLE, JSON.writeValueAsBytes(index(plan)));
        if (!plan.loadables().isEmpty()) {
            tar.file("manifest.json", WRITABLE, JSON.writeValueAsBytes(manifests(plan)));
        }
        tar.file(ImageLayout.MARKER, READ_ONLY, ImageLayout.marker());
        tar.finish();
        out.flush();
    }

    private void blob(Digest digest) throws IOException {
        try (FileChannel file = content.open(digest)) {
            long size = file.size();
            tar.begin(path(digest), READ_ONLY, size);
            MessageDigest hash = digest.algorithm().hash();
            long rest = size;
            while (rest > 0) {
                int read = file.read(ByteBuffer.wrap(piece, 0, (int) Math.min(rest, piece.length)));
                if (read < 0) {
                    break;
                }
                hash.update(piece, 0, read);
                out.write(piece, 0, read);
                rest -= read;
            }
            if (rest > 0 || !Digest.of(digest.algorithm(), hash.digest()).equals(digest)) {
                throw new Corrupt(Subject.BLOB, "blob " + digest + " is damaged");
            }
            tar.end(size);
        }
    }

    private static String path(Digest digest) {
        return directory(digest) + '/' + digest.hex();
    }

    private static String directory(Digest digest) {
        return ImageLayout.BLOBS + '/' + digest.algorithm().label();
    }

    private static ObjectNode index(SavePlan plan) {
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        if (plan.roots().isEmpty()) {
            return index.putNull("manifests");
        }
        ArrayNode manifests = index.putArray("manifests");
        plan.roots().forEach(root -> manifests.add(entry(root)));
        return index;
    }

    private static ObjectNode entry(Root root) {
        Descriptor descriptor = root.descriptor();
        ObjectNode entry = JSON.createObjectNode()
                .put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().toString())
                .put("size", descriptor.size());
        if (!root.annotations().isEmpty()) {
            ObjectNode annotations = entry.putObject("annotations");
            root.annotations().forEach(annotations::put);
        }
        Platform platform = descriptor.platform();
        if (platform != null) {
            ObjectNode shown = entry.putObject("platform")
                    .put("architecture", platform.architecture())
                    .put("os", platform.os());
            if (!platform.osVersion().isEmpty()) {
                shown.put("os.version", platform.osVersion());
            }
            if (!platform.variant().isEmpty()) {
                shown.put("variant", platform.variant());
            }
        }
        return entry;
    }

    private static ArrayNode manifests(SavePlan plan) {
        ArrayNode manifests = JSON.createArrayNode();
        for (Loadable image : plan.loadables()) {
            ObjectNode entry = manifests.addObject().put("Config", path(image.config()));
            if (image.names().isEmpty()) {
                entry.putNull("RepoTags");
            } else {
                ArrayNode names = entry.putArray("RepoTags");
                image.names().forEach(names::add);
            }
            ArrayNode layers = entry.putArray("Layers");
            image.layers().forEach(layer -> layers.add(path(layer)));
        }
        return manifests;
    }
}
