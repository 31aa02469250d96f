package io.berth.cli.template;

import io.berth.cli.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object seen through a Go struct: fields have Go's names, those that are absent their
 * type's zero value, and {@code json} lists them in the struct's order. Members that the struct
 * does not name are not seen.
 */
public final class Struct implements Fields {
    private static final Type EMPTY = new Type("struct {}");

    private final Type type;
    private final JsonObject members;

    public Struct(Type type, JsonObject members) {
        this.type = type;
        this.members = members;
    }

    /** A struct's name as errors show it, and its fields. */
    public record Type(String name, List<Member> members) {
        public Type(String name, Member... members) {
            this(name, List.of(members));
        }
    }

    /** A field: its name, its JSON name, its kind, whether an empty one is left out, and its struct if it is one. */
    public record Member(
            String name,
            String json,
            Kind kind,
            boolean omitsEmpty,
            @Nullable Type type) {
        public static Member of(String name, Kind kind) {
            return new Member(name, name, kind, false, null);
        }

        public static Member of(String name, String json, Kind kind) {
            return new Member(name, json, kind, false, null);
        }

        public static Member optional(String name, Kind kind) {
            return new Member(name, name, kind, true, null);
        }

        public static Member optional(String name, String json, Kind kind) {
            return new Member(name, json, kind, true, null);
        }

        public static Member struct(String name, String json, boolean omitsEmpty, Type type) {
            return new Member(name, json, Kind.STRUCT, omitsEmpty, type);
        }
    }

    /** What a field holds; it gives its zero value. */
    public enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        LIST,
        MAP,
        /** A map whose values are empty structs, which print {@code {}}. */
        SET,
        /** A time.Time, which prints otherwise than its JSON. */
        TIME,
        STRUCT
    }

    @Override
    public @Nullable Object field(String name) {
        for (Member member : type.members) {
            if (member.name.equals(name)) {
                return value(member);
            }
        }
        return Absent.ABSENT;
    }

    private @Nullable Object value(Member member) {
        Object value = members.get(member.json);
        if (member.type != null) {
            return seen(member.type, value);
        }
        if (value == null) {
            return zero(member.kind);
        }
        return switch (member.kind) {
            case SET -> set(value);
            case TIME -> value instanceof String text ? new GoTime(text) : value;
            case TEXT, NUMBER, FLAG, LIST, MAP, STRUCT -> value;
        };
    }

    private static @Nullable Object seen(Type type, @Nullable Object value) {
        if (value instanceof JsonObject object) {
            return new Struct(type, object);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (Object element : list) {
                elements.add(seen(type, element));
            }
            return elements;
        }
        return value;
    }

    private static Object set(Object value) {
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        JsonObject set = new JsonObject();
        object.members().forEach((name, member) -> set.put(name, seen(EMPTY, member)));
        return set;
    }

    private static @Nullable Object zero(Kind kind) {
        return switch (kind) {
            case TEXT -> "";
            case NUMBER -> 0L;
            case FLAG -> false;
            case LIST -> List.of();
            case MAP, SET -> new JsonObject();
            case TIME -> new GoTime("0001-01-01T00:00:00Z");
            case STRUCT -> null;
        };
    }

    /** The values in the struct's order, which is how it prints. */
    List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        for (Member member : type.members) {
            values.add(value(member));
        }
        return values;
    }

    @Override
    public String typeName() {
        return type.name;
    }

    @Override
    public Object json() {
        JsonObject ordered = new JsonObject();
        for (Member member : type.members) {
            if (!members.has(member.json)) {
                continue;
            }
            Object value = members.get(member.json);
            if (!member.omitsEmpty || GoValue.truth(value)) {
                ordered.put(member.json, member.type == null ? value : json(seen(member.type, value)));
            }
        }
        return ordered;
    }

    private static @Nullable Object json(@Nullable Object value) {
        if (value instanceof Struct struct) {
            return struct.json();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (Object element : list) {
                elements.add(json(element));
            }
            return elements;
        }
        return value;
    }
}
