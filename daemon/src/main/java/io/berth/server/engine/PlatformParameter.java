package io.berth.server.engine;

import io.berth.oci.Platform;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Platforms that a query gives as JSON: {@code {"os":"linux","architecture":"arm64"}}. */
final class PlatformParameter {
    private static final String STARTS = "{[\"-0123456789tfn";

    private PlatformParameter() {}

    /** The parameter's value; empty where it is absent or empty, or the version is older than the parameter. */
    static Optional<Platform> find(Request request, String name, int since) {
        return all(request, name, since).stream().findFirst();
    }

    /** All values of a parameter that may be given several times; none where the version is older than it. */
    static List<Platform> all(Request request, String name, int since) {
        if (request.version().isBefore(since)) {
            return List.of();
        }
        return request.queries(name).stream()
                .filter(text -> !text.isEmpty())
                .map(PlatformParameter::parse)
                .toList();
    }

    /**
     * Reads one.
     *
     * @throws InvalidParameter in the engine's words
     */
    static Platform parse(String text) {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw unreadable(reason(text));
        }
        if (node.isMissingNode()) {
            throw unreadable(reason(text));
        }
        if (!node.isObject()) {
            throw unreadable("json: cannot unmarshal value into Go value of type v1.Platform");
        }
        Platform given = new Platform(
                text(node, "os"),
                text(node, "architecture"),
                text(node, "variant"),
                text(node, "os.version"),
                texts(node.path("os.features")));
        boolean hasNeither = given.os().isEmpty() && given.architecture().isEmpty();
        boolean hasOther = !given.variant().isEmpty()
                || !given.osVersion().isEmpty()
                || !given.osFeatures().isEmpty();
        if (hasNeither && hasOther) {
            throw new InvalidParameter("optional platform fields provided, but OS and Architecture are missing");
        }
        if (given.os().isEmpty() || given.architecture().isEmpty()) {
            throw new InvalidParameter("both OS and Architecture must be provided");
        }
        return given;
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString()) {
            throw unreadable("json: cannot unmarshal value into Go struct field Platform." + name + " of type string");
        }
        return value.stringValue();
    }

    private static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return texts;
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
            throw unreadable("json: cannot unmarshal value into Go struct field Platform.os.features of type []string");
        }
        value.forEach(one -> texts.add(one.stringValue()));
        return texts;
    }

    private static String reason(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return "unexpected end of JSON input";
        }
        return STARTS.indexOf(trimmed.charAt(0)) < 0
                ? "invalid character '" + trimmed.charAt(0) + "' looking for beginning of value"
                : "invalid JSON";
    }

    private static InvalidParameter unreadable(String why) {
        return new InvalidParameter("failed to parse platform: " + why);
    }
}
