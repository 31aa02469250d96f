package io.berth.oci;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Typed reading of one JSON object: a member of a wrong type is an error, never dropped. Null counts as absent. */
record Fields(JsonNode object, Subject subject, String what) {
    private @Nullable JsonNode member(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    boolean has(String name) {
        return member(name) != null;
    }

    @Nullable
    String textOrNull(String name) {
        JsonNode node = member(name);
        if (node == null) {
            return null;
        }
        if (!node.isString()) {
            throw wrong(name);
        }
        return node.stringValue();
    }

    String text(String name) {
        String value = textOrNull(name);
        return value == null ? "" : value;
    }

    long size(String name) {
        JsonNode node = member(name);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw wrong(name);
        }
        return node.longValue();
    }

    int number(String name, int otherwise) {
        JsonNode node = member(name);
        if (node == null) {
            return otherwise;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(name);
        }
        return node.intValue();
    }

    boolean flag(String name) {
        JsonNode node = member(name);
        if (node != null && !node.isBoolean()) {
            throw wrong(name);
        }
        return node != null && node.booleanValue();
    }

    @Nullable
    Fields objectOrNull(String name) {
        JsonNode node = member(name);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            throw wrong(name);
        }
        return new Fields(node, subject, what + " " + name);
    }

    <T> List<T> objects(String name, Function<Fields, T> reader) {
        return items(name, item -> {
            if (!item.isObject()) {
                throw wrong(name);
            }
            return reader.apply(new Fields(item, subject, what + " " + name));
        });
    }

    List<String> texts(String name) {
        return items(name, item -> {
            if (!item.isString()) {
                throw wrong(name);
            }
            return item.stringValue();
        });
    }

    private <T> List<T> items(String name, Function<JsonNode, T> reader) {
        JsonNode node = member(name);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrong(name);
        }
        List<T> all = new ArrayList<>(node.size());
        node.forEach(item -> all.add(reader.apply(item)));
        return all;
    }

    Map<String, String> textMap(String name) {
        Fields map = objectOrNull(name);
        if (map == null) {
            return Map.of();
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (var entry : map.object.properties()) {
            if (!entry.getValue().isString()) {
                throw wrong(name);
            }
            all.put(entry.getKey(), entry.getValue().stringValue());
        }
        return all;
    }

    Corrupt wrong(String name) {
        return new Corrupt(subject, "invalid " + what + ": bad member \"" + name + "\"");
    }
}
