package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The documents of an imported image (image-spec, config.md and manifest.md). */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
record ImportedImage(Descriptor config, byte[] configBytes, Document document) {
    private static final JsonMapper JSON = new JsonMapper();

    static ImportedImage of(ImportRequest request, ImportedLayer layer, Instant now) {
        byte[] config = JSON.writeValueAsBytes(config(request, layer, now));
        Descriptor described = Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(config), config.length);
        ObjectNode manifest = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
        describe(manifest.putObject("config"), described);
        describe(manifest.putArray("layers").addObject(), layer.descriptor());
        byte[] bytes = JSON.writeValueAsBytes(manifest);
        Descriptor target = Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(bytes), bytes.length);
        return new ImportedImage(described, config, Document.parse(target, bytes));
    }

    private static ObjectNode config(ImportRequest request, ImportedLayer layer, Instant now) {
        Platform platform = request.platform();
        ObjectNode config = JSON.createObjectNode()
                .put("created", now.toString())
                .put("architecture", platform.architecture())
                .put("os", platform.os());
        if (!platform.variant().isEmpty()) {
            config.put("variant", platform.variant());
        }
        config.set("config", request.changes().config());
        config.putObject("rootfs")
                .put("type", "layers")
                .putArray("diff_ids")
                .add(layer.diffId().toString());
        config.putArray("history").addObject().put("created", now.toString()).put("comment", request.message());
        return config;
    }

    private static void describe(ObjectNode node, Descriptor descriptor) {
        node.put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().toString())
                .put("size", descriptor.size());
    }
}
