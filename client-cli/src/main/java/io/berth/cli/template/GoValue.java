package io.berth.cli.template;

import io.berth.cli.json.JsonNumber;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How Go treats values in templates. Values here are null, booleans, longs, doubles, strings,
 * {@link JsonNumber}, lists, {@link JsonObject} as Go's map, and {@link Fields} as its struct.
 */
final class GoValue {
    private GoValue() {}

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case JsonNumber number -> number.asDouble() != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case JsonObject object -> !object.members().isEmpty();
            default -> true;
        };
    }

    /** As {@code %v}: maps sorted by key, {@code map[a:1 b:2]}; lists {@code [a b]}; structs {@code {a b}}. */
    static String print(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("<nil>");
            case Double number -> out.append(GoFormat.general(number));
            case List<?> list -> {
                out.append('[');
                for (int i = 0; i < list.size(); i++) {
                    out.append(i > 0 ? " " : "");
                    print(list.get(i), out);
                }
                out.append(']');
            }
            case JsonObject object -> {
                out.append("map[");
                boolean first = true;
                for (Map.Entry<String, @Nullable Object> member : sorted(object).entrySet()) {
                    out.append(first ? "" : " ").append(member.getKey()).append(':');
                    first = false;
                    print(member.getValue(), out);
                }
                out.append(']');
            }
            case Struct struct -> printStruct(struct.values(), out);
            case Fields fields -> out.append(fields.json());
            default -> out.append(value);
        }
    }

    private static void printStruct(List<?> values, StringBuilder out) {
        out.append('{');
        for (int i = 0; i < values.size(); i++) {
            out.append(i > 0 ? " " : "");
            print(values.get(i), out);
        }
        out.append('}');
    }

    private static Map<String, @Nullable Object> sorted(JsonObject object) {
        return new TreeMap<>(object.members());
    }

    /** What a range goes over: keys and values, a map's sorted by key. */
    static List<Map.Entry<?, ?>> elements(@Nullable Object value, Function<String, TemplateException> error) {
        List<Map.Entry<?, ?>> elements = new ArrayList<>();
        switch (value) {
            case null -> {}
            case List<?> list -> {
                for (Object element : list) {
                    elements.add(new Element((long) elements.size(), element));
                }
            }
            case JsonObject object -> {
                for (Map.Entry<String, @Nullable Object> member : sorted(object).entrySet()) {
                    elements.add(new Element(member.getKey(), member.getValue()));
                }
            }
            case Long count -> {
                for (long i = 0; i < count; i++) {
                    elements.add(new Element(i, i));
                }
            }
            default -> throw error.apply("range can't iterate over " + print(value));
        }
        return elements;
    }

    /** An entry that may hold null, which {@code Map.entry} may not. */
    private record Element(Object key, @Nullable Object value) implements Map.Entry<Object, @Nullable Object> {
        @Override
        public Object getKey() {
            return key;
        }

        @Override
        public @Nullable Object getValue() {
            return value;
        }

        @Override
        public @Nullable Object setValue(@Nullable Object changed) {
            throw new UnsupportedOperationException();
        }
    }

    static String type(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case JsonNumber number -> number.isInteger() ? "int64" : "float64";
            case Double _ -> "float64";
            case String _ -> "string";
            case List<?> _ -> "[]interface {}";
            case JsonObject _ -> "map[string]interface {}";
            case Fields fields -> fields.typeName();
            case GoTime _ -> "time.Time";
            default -> value.getClass().getSimpleName();
        };
    }

    /** Compact JSON; a struct's and a map's members as Go's encoder orders them. */
    static String json(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out, false).write(ordered(value));
        return out.toString();
    }

    private static @Nullable Object ordered(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case OpenStruct struct -> {
                JsonObject members = new JsonObject();
                struct.members().members().forEach((name, member) -> members.put(name, ordered(member)));
                yield members;
            }
            case Fields fields -> fields.json();
            case GoTime time -> time.rfc3339();
            case JsonObject object -> {
                Map<String, @Nullable Object> members = sorted(object);
                members.replaceAll((_, member) -> ordered(member));
                yield members;
            }
            case List<?> list -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (Object element : list) {
                    elements.add(ordered(element));
                }
                yield elements;
            }
            default -> value;
        };
    }
}
