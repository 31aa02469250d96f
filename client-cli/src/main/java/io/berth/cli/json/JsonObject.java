package io.berth.cli.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object's members in the order they came. The typed accessors answer the empty value for a
 * member that is absent, null or of another type, as Go's decoder leaves a field it was not given.
 */
public final class JsonObject {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    public Map<String, @Nullable Object> members() {
        return members;
    }

    public JsonObject put(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    public @Nullable Object get(String name) {
        return members.get(name);
    }

    public String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    public long number(String name) {
        return number(name, 0);
    }

    public long number(String name, long absent) {
        return members.get(name) instanceof JsonNumber number ? number.asLong() : absent;
    }

    public boolean flag(String name) {
        return members.get(name) instanceof Boolean flag && flag;
    }

    public JsonObject object(String name) {
        return members.get(name) instanceof JsonObject object ? object : new JsonObject();
    }

    public List<@Nullable Object> list(String name) {
        return asList(members.get(name));
    }

    /** The strings of a list; other elements are left out. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name)) {
            if (element instanceof String text) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The objects of a list; other elements are left out. */
    public List<JsonObject> objects(String name) {
        return objects(members.get(name));
    }

    public static List<JsonObject> objects(@Nullable Object list) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : asList(list)) {
            if (element instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> asList(@Nullable Object value) {
        return value instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
    }
}
