package io.berth.server.engine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code Config} of an inspected image: the members of the image's own config that the engine knows, in its order,
 * empty ones left out; older versions print more.
 */
final class RuntimeConfigJson {
    private static final List<String> MEMBERS = List.of(
            "User",
            "ExposedPorts",
            "Env",
            "Entrypoint",
            "Cmd",
            "Volumes",
            "WorkingDir",
            "Labels",
            "StopSignal",
            "ArgsEscaped",
            "Healthcheck",
            "OnBuild",
            "Shell");

    private static final List<String> HEALTHCHECK =
            List.of("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries");

    private RuntimeConfigJson() {}

    /** As the newest version prints it; {@code config} is an image's, null for none. */
    static ObjectNode newest(@Nullable JsonNode config) {
        ObjectNode node = Json.object();
        if (config == null) {
            return node;
        }
        for (String name : MEMBERS) {
            JsonNode value = config.path(name);
            if (isEmpty(value)) {
                continue;
            }
            node.set(
                    name,
                    switch (name) {
                        case "ExposedPorts", "Volumes", "Labels" -> sorted(value);
                        case "Healthcheck" -> only(value, HEALTHCHECK);
                        default -> value;
                    });
        }
        return node;
    }

    /** Before 1.52 these were printed even if empty. */
    static void addEmptyMembers(ObjectNode config) {
        for (String name : List.of("User", "WorkingDir")) {
            if (!config.has(name)) {
                config.put(name, "");
            }
        }
        for (String name : List.of("Cmd", "Entrypoint", "Env", "Labels", "OnBuild", "Volumes")) {
            if (!config.has(name)) {
                config.putNull(name);
            }
        }
    }

    /** Before 1.50 an image's config had the members of a container's, never set. */
    static void addContainerMembers(ObjectNode config) {
        for (String name : List.of("Hostname", "Domainname", "Image")) {
            config.put(name, "");
        }
        for (String name : List.of("AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce")) {
            config.put(name, false);
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainer() && value.isEmpty())
                || (value.isString() && value.stringValue().isEmpty())
                || (value.isBoolean() && !value.booleanValue())
                || (value.isNumber() && value.doubleValue() == 0);
    }

    private static ObjectNode sorted(JsonNode object) {
        Map<String, JsonNode> members = new TreeMap<>();
        object.properties().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
        ObjectNode node = Json.object();
        members.forEach(node::set);
        return node;
    }

    private static ObjectNode only(JsonNode object, List<String> names) {
        ObjectNode node = Json.object();
        for (String name : names) {
            if (!isEmpty(object.path(name))) {
                node.set(name, object.path(name));
            }
        }
        return node;
    }
}
