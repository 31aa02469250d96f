package io.berth.cli.command;

import io.berth.cli.json.JsonWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The value of an API's {@code filters} parameter, in the form that every version takes: {@code {"k":{"v":true}}}. */
final class Filters {
    private final Map<String, TreeSet<String>> filters = new TreeMap<>();

    /** Of {@code name=value} texts, as the flags give them. */
    static Filters of(Iterable<String> given) {
        Filters filters = new Filters();
        for (String filter : given) {
            int equals = filter.indexOf('=');
            filters.add(filter.substring(0, equals), filter.substring(equals + 1));
        }
        return filters;
    }

    Filters add(String name, String value) {
        filters.computeIfAbsent(name, _ -> new TreeSet<>()).add(value);
        return this;
    }

    boolean isEmpty() {
        return filters.isEmpty();
    }

    boolean has(String name) {
        return filters.containsKey(name);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("{");
        JsonWriter writer = new JsonWriter(out, false);
        for (Map.Entry<String, TreeSet<String>> filter : filters.entrySet()) {
            out.append(out.length() > 1 ? "," : "");
            writer.string(filter.getKey());
            String separator = ":{";
            for (String value : filter.getValue()) {
                out.append(separator);
                writer.string(value);
                out.append(":true");
                separator = ",";
            }
            out.append('}');
        }
        return out.append('}').toString();
    }
}
