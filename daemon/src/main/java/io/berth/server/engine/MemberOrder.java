package io.berth.server.engine;

import io.berth.server.http.ApiVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The order of members of an inspected image, which clients may not depend on and scripts do: from 1.52 as declared, from
 * 1.40 to 1.51 by the alphabet at every depth, before that as engines of the time declared them.
 */
final class MemberOrder {
    private static final List<String> OLD_IMAGE = List.of(
            "Id",
            "RepoTags",
            "RepoDigests",
            "Parent",
            "Comment",
            "Created",
            "Container",
            "ContainerConfig",
            "DockerVersion",
            "Author",
            "Config",
            "Architecture",
            "Variant",
            "Os",
            "OsVersion",
            "Size",
            "VirtualSize",
            "GraphDriver",
            "RootFS",
            "Metadata");
    private static final List<String> OLD_CONFIG = List.of(
            "Hostname",
            "Domainname",
            "User",
            "AttachStdin",
            "AttachStdout",
            "AttachStderr",
            "ExposedPorts",
            "Tty",
            "OpenStdin",
            "StdinOnce",
            "Env",
            "Cmd",
            "Healthcheck",
            "ArgsEscaped",
            "Image",
            "Volumes",
            "WorkingDir",
            "Entrypoint",
            "OnBuild",
            "Labels",
            "StopSignal",
            "Shell");

    private MemberOrder() {}

    static ObjectNode ofInspect(ObjectNode node, ApiVersion version) {
        if (!version.isBefore(52)) {
            return node;
        }
        if (!version.isBefore(40)) {
            return alphabetical(node);
        }
        for (String config : List.of("Config", "ContainerConfig")) {
            if (node.get(config) instanceof ObjectNode object) {
                node.set(config, listed(object, OLD_CONFIG));
            }
        }
        return listed(node, OLD_IMAGE);
    }

    private static ObjectNode listed(ObjectNode node, List<String> names) {
        ObjectNode ordered = Json.object();
        for (String name : names) {
            JsonNode value = node.get(name);
            if (value != null) {
                ordered.set(name, value);
            }
        }
        return ordered;
    }

    static ObjectNode alphabetical(ObjectNode node) {
        Map<String, JsonNode> members = new TreeMap<>();
        node.properties().forEach(entry -> members.put(entry.getKey(), deep(entry.getValue())));
        ObjectNode ordered = Json.object();
        members.forEach(ordered::set);
        return ordered;
    }

    private static JsonNode deep(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> alphabetical(object);
            case ArrayNode array -> {
                ArrayNode ordered = Json.array();
                array.forEach(one -> ordered.add(deep(one)));
                yield ordered;
            }
            default -> value;
        };
    }
}
