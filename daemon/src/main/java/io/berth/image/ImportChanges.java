package io.berth.image;

import io.berth.problem.Problem.InvalidParameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What instructions of a Dockerfile make of an empty container configuration (Dockerfile reference; image-spec, config.md).
 * Only those count that need nothing to run.
 */
public final class ImportChanges {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern PORT =
            Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?", Pattern.CASE_INSENSITIVE);
    private static final int PORT_MAX = 65_535;

    private final ObjectNode config = JSON.createObjectNode();
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();

    private ImportChanges() {}

    /**
     * Reads instructions.
     *
     * @param changes each one or several lines
     * @throws InvalidParameter in the engine's words where it has them
     */
    public static ImportChanges of(List<String> changes) {
        ImportChanges made = new ImportChanges();
        DockerfileLines.of(changes).forEach(made::apply);
        return made;
    }

    /** The {@code config} member of an image's config. */
    ObjectNode config() {
        ObjectNode all = config.deepCopy();
        if (!env.isEmpty()) {
            ArrayNode list = all.putArray("Env");
            env.forEach((name, value) -> list.add(name + '=' + value));
        }
        if (!labels.isEmpty()) {
            ObjectNode map = all.putObject("Labels");
            labels.forEach(map::put);
        }
        return all;
    }

    Map<String, String> labels() {
        return Map.copyOf(labels);
    }

    private void apply(String line) {
        String[] parts = line.split("\\s+", 2);
        String rest = parts.length > 1 ? parts[1].strip() : "";
        String instruction = parts[0].toUpperCase(Locale.ROOT);
        switch (instruction) {
            case "CMD" -> config.set("Cmd", command(rest));
            case "ENTRYPOINT" -> config.set("Entrypoint", command(rest));
            case "SHELL" -> config.set("Shell", array(rest, "SHELL requires the arguments to be in JSON form"));
            case "ENV" -> pairs("ENV", rest, env);
            case "LABEL" -> pairs("LABEL", rest, labels);
            case "EXPOSE" -> words("EXPOSE", rest).forEach(this::expose);
            case "USER" -> config.put("User", only("USER", rest));
            case "VOLUME" -> volumes(rest);
            case "WORKDIR" -> config.put("WorkingDir", directory(only("WORKDIR", rest)));
            case "STOPSIGNAL" -> config.put("StopSignal", only("STOPSIGNAL", rest));
            case "HEALTHCHECK" -> config.set("Healthcheck", Healthchecks.of(rest, this::command));
            case "ONBUILD" -> onBuild(rest);
            default -> throw new InvalidParameter(instruction + " is not a valid change command");
        }
    }

    /** A JSON list of words; anything else is for the shell. */
    private ArrayNode command(String text) {
        ArrayNode list = list(text);
        if (list == null) {
            list = JSON.createArrayNode();
            if (!text.isEmpty()) {
                shell().forEach(list::add);
                list.add(text);
            }
        }
        return list;
    }

    private List<String> shell() {
        if (!(config.get("Shell") instanceof ArrayNode chosen)) {
            return List.of("/bin/sh", "-c");
        }
        return chosen.valueStream().map(JsonNode::stringValue).toList();
    }

    private static ArrayNode array(String text, String otherwise) {
        ArrayNode list = list(text);
        if (list == null || list.isEmpty()) {
            throw new InvalidParameter(otherwise);
        }
        return list;
    }

    private static @Nullable ArrayNode list(String text) {
        try {
            return text.startsWith("[")
                            && JSON.readTree(text) instanceof ArrayNode list
                            && list.valueStream().allMatch(JsonNode::isString)
                    ? list
                    : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private List<String> words(String instruction, String text) {
        List<String> words = DockerfileWords.split(text, env);
        if (words.isEmpty()) {
            throw new InvalidParameter(instruction + " requires at least one argument");
        }
        return words;
    }

    private String only(String instruction, String text) {
        List<String> words = words(instruction, text);
        if (words.size() > 1) {
            throw new InvalidParameter(instruction + " requires exactly one argument");
        }
        return words.getFirst();
    }

    /** {@code name=value …}, or {@code name value} as it was written of old. */
    private void pairs(String instruction, String text, Map<String, String> into) {
        String[] old = text.split("\\s+", 2);
        if (!old[0].contains("=")) {
            if (old.length < 2 || old[0].isEmpty()) {
                throw new InvalidParameter(instruction + " must have two arguments");
            }
            into.put(old[0], String.join(" ", DockerfileWords.split(old[1], env)));
            return;
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (String word : DockerfileWords.split(text, env)) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new InvalidParameter(
                        "Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
            }
            found.put(word.substring(0, equals), word.substring(equals + 1));
        }
        into.putAll(found);
    }

    private void expose(String text) {
        Matcher port = PORT.matcher(text);
        int first = port.matches() ? Integer.parseInt(port.group(1)) : 0;
        int last = first > 0 && port.group(2) != null ? Integer.parseInt(port.group(2)) : first;
        if (first < 1 || last < first || last > PORT_MAX) {
            throw new InvalidParameter("invalid containerPort: " + text);
        }
        String protocol = port.group(3) == null ? "tcp" : port.group(3).toLowerCase(Locale.ROOT);
        ObjectNode ports = config.withObjectProperty("ExposedPorts");
        for (int one = first; one <= last; one++) {
            ports.putObject(one + "/" + protocol);
        }
    }

    private void volumes(String text) {
        ArrayNode list = list(text);
        List<String> names = list == null
                ? words("VOLUME", text)
                : list.valueStream().map(JsonNode::stringValue).toList();
        ObjectNode volumes = config.withObjectProperty("Volumes");
        for (String name : names) {
            if (name.isBlank()) {
                throw new InvalidParameter("VOLUME specified can not be an empty string");
            }
            volumes.putObject(name.strip());
        }
    }

    private String directory(String given) {
        String before = config.path("WorkingDir").stringValue("");
        return ArchiveFiles.clean(given.startsWith("/") ? given : '/' + before + '/' + given);
    }

    private void onBuild(String text) {
        String trigger = text.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        switch (trigger) {
            case "" -> throw new InvalidParameter("ONBUILD requires at least one argument");
            case "ONBUILD" -> throw new InvalidParameter("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "FROM", "MAINTAINER" -> throw new InvalidParameter(trigger + " isn't allowed as an ONBUILD trigger");
            default -> config.withArrayProperty("OnBuild").add(text);
        }
    }
}
