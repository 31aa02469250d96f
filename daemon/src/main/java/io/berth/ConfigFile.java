package io.berth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code daemon.json}: dockerd's keys, and ours in the object {@code berth}.
 *
 * @param meaningless keys of dockerd's that are there but have no effect here, to be warned of
 */
record ConfigFile(Settings settings, List<String> meaningless) {
    /** Keys whose values are objects of keys. */
    private static final Set<String> GROUPS = Set.of("berth", "proxies");

    /**
     * Reads the file.
     *
     * @param required whether it is an error that there is none
     * @throws ConfigException where it is no configuration of this daemon
     */
    static ConfigFile read(Path path, boolean required) {
        try {
            return parse(Files.readString(path));
        } catch (NoSuchFileException e) {
            if (required) {
                throw new ConfigException(
                        "unable to configure the daemon with file " + path + ": there is no such file");
            }
            return new ConfigFile(new Settings(), List.of());
        } catch (IOException e) {
            throw new ConfigException("unable to configure the daemon with file " + path + ": " + e.getMessage());
        } catch (ConfigException e) {
            throw new ConfigException("unable to configure the daemon with file " + path + ": " + e.getMessage());
        }
    }

    static ConfigFile parse(String json) {
        ObjectNode root = object(json);
        Settings settings = new Settings();
        List<String> meaningless = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        root.forEachEntry((key, value) -> {
            if (GROUPS.contains(key) && value instanceof ObjectNode group) {
                group.forEachEntry((own, ownValue) -> take(key + "." + own, ownValue, settings, unknown));
            } else if (DockerdKeys.MEANINGLESS.contains(key)) {
                meaningless.add(key);
            } else if (DockerdKeys.NOT_YET.contains(key) && isOff(value)) {
                meaningless.add(key);
            } else if (DockerdKeys.NOT_YET.contains(key)) {
                throw new ConfigException("the directive " + key + " is not supported yet, and ignoring it would leave"
                        + " this daemon less protected than you asked for");
            } else {
                take(key, value, settings, unknown);
            }
        });
        if (!unknown.isEmpty()) {
            throw new ConfigException(
                    "the following directives don't match any configuration option: " + String.join(", ", unknown));
        }
        return new ConfigFile(settings, meaningless);
    }

    private static boolean isOff(JsonNode value) {
        return value.isNull()
                || (value.isBoolean() && !value.asBoolean())
                || (value.isString() && value.asString().isEmpty())
                || (value.isArray() && value.isEmpty());
    }

    private static ObjectNode object(String json) {
        if (json.isBlank()) {
            return JsonMapper.shared().createObjectNode();
        }
        try {
            JsonNode root = JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(json);
            if (root instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new ConfigException("not valid JSON: " + e.getOriginalMessage());
        }
        throw new ConfigException("a JSON object is expected");
    }

    private static void take(String key, JsonNode value, Settings settings, List<String> unknown) {
        Option option = Option.byKey(key).orElse(null);
        if (option == null) {
            unknown.add(key);
            return;
        }
        switch (option.kind()) {
            case SWITCH -> settings.put(option, text(key, value, value.isBoolean(), "true or false"));
            case VALUE -> settings.put(option, text(key, value, value.isString(), "a string"));
            case NUMBER -> settings.put(option, text(key, value, value.isIntegralNumber(), "a number"));
            case LIST -> settings.putAll(option, list(key, value, "strings", JsonNode::isString));
            case OBJECTS -> settings.putAll(option, list(key, value, "objects", JsonNode::isObject));
        }
    }

    private static List<String> list(String key, JsonNode value, String of, Predicate<JsonNode> fits) {
        String expected = "an array of " + of;
        List<String> list = new ArrayList<>();
        text(key, value, value.isArray(), expected);
        value.forEach(one -> list.add(text(key, one, fits.test(one), expected)));
        return list;
    }

    private static String text(String key, JsonNode value, boolean fits, String expected) {
        if (!fits) {
            throw new ConfigException("directive " + key + ": " + expected + " is expected");
        }
        return value.isContainer() ? value.toString() : value.asString();
    }
}
