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
public record Fields(JsonNode object, Subject subject, String what) {
    /**
     * The one object that a document is.
     *
     * @param what names it in messages
     * @throws Corrupt where the bytes are anything else
     */
    public static Fields read(byte[] bytes, Subject subject, String what) {
        return new Fields(OciJson.object(bytes, subject, what), subject, what);
    }

    /**
     * The objects of which a document is a list.
     *
     * @param what names it in messages
     * @throws Corrupt where the bytes are anything else
     */
    public static List<Fields> readAll(byte[] bytes, Subject subject, String what) {
        List<Fields> all = new ArrayList<>();
        for (JsonNode one : OciJson.array(bytes, subject, what)) {
            if (!one.isObject()) {
                throw new Corrupt(subject, "invalid " + what + ": not a list of JSON objects");
            }
            all.add(new Fields(one, subject, what));
        }
        return all;
    }

    private @Nullable JsonNode member(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    public boolean has(String name) {
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

    public String text(String name) {
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

    public int number(String name, int otherwise) {
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

    /** The names of all members. */
    public List<String> names() {
        return List.copyOf(object.propertyNames());
    }

    /**
     * Refuses members of other names.
     *
     * @throws Corrupt naming the first
     */
    public void only(String... known) {
        for (String name : names()) {
            if (!List.of(known).contains(name)) {
                throw new Corrupt(subject, "invalid " + what + ": unknown member \"" + name + "\"");
            }
        }
    }

    /**
     * The object that a member is.
     *
     * @throws Corrupt also where there is none
     */
    public Fields object(String name) {
        Fields found = objectOrNull(name);
        if (found == null) {
            throw wrong(name);
        }
        return found;
    }

    public @Nullable Fields objectOrNull(String name) {
        JsonNode node = member(name);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            throw wrong(name);
        }
        return new Fields(node, subject, what + " " + name);
    }

    public <T> List<T> objects(String name, Function<Fields, T> reader) {
        return items(name, item -> {
            if (!item.isObject()) {
                throw wrong(name);
            }
            return reader.apply(new Fields(item, subject, what + " " + name));
        });
    }

    public List<String> texts(String name) {
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

    public Map<String, String> textMap(String name) {
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

    /** The failure of a member with a wrong type or value. */
    public Corrupt wrong(String name) {
        return new Corrupt(subject, "invalid " + what + ": bad member \"" + name + "\"");
    }
}
