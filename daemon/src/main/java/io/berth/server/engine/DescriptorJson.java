package io.berth.server.engine;

import io.berth.oci.Descriptor;
import io.berth.oci.Platform;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Descriptors and platforms as the engine prints them: members in the specification's order, empty ones left out. */
final class DescriptorJson {
    private DescriptorJson() {}

    static ObjectNode of(Descriptor descriptor) {
        ObjectNode node = Json.object()
                .put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().toString())
                .put("size", descriptor.size());
        if (!descriptor.urls().isEmpty()) {
            descriptor.urls().forEach(node.putArray("urls")::add);
        }
        if (!descriptor.annotations().isEmpty()) {
            node.set("annotations", sorted(descriptor.annotations()));
        }
        Platform platform = descriptor.platform();
        if (platform != null) {
            node.set("platform", of(platform));
        }
        String artifactType = descriptor.artifactType();
        if (artifactType != null && !artifactType.isEmpty()) {
            node.put("artifactType", artifactType);
        }
        return node;
    }

    static ObjectNode of(Platform platform) {
        ObjectNode node =
                Json.object().put("architecture", platform.architecture()).put("os", platform.os());
        if (!platform.osVersion().isEmpty()) {
            node.put("os.version", platform.osVersion());
        }
        if (!platform.osFeatures().isEmpty()) {
            platform.osFeatures().forEach(node.putArray("os.features")::add);
        }
        if (!platform.variant().isEmpty()) {
            node.put("variant", platform.variant());
        }
        return node;
    }

    static ObjectNode sorted(Map<String, String> texts) {
        ObjectNode node = Json.object();
        new TreeMap<>(texts).forEach(node::put);
        return node;
    }
}
