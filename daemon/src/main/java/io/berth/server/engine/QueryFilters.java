package io.berth.server.engine;

import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Request;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The {@code filters} parameter of a list, prune or events request: keys with the set of values given for each. Two
 * forms are taken, {@code {"label":["a","b"]}} and the legacy {@code {"label":{"a":true,"b":true}}}, one of them for the
 * whole parameter.
 */
final class QueryFilters {
    private static final String INVALID = "invalid filter";

    private final Map<String, Set<String>> values;

    private QueryFilters(Map<String, Set<String>> values) {
        this.values = values;
    }

    /**
     * The request's filters; none where it has none.
     *
     * @throws InvalidParameter {@code invalid filter} for anything that is not of one of the two forms
     */
    static QueryFilters of(Request request) {
        return parse(request.query("filters").orElse(""));
    }

    static QueryFilters parse(String text) {
        if (text.isEmpty()) {
            return new QueryFilters(Map.of());
        }
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new InvalidParameter(INVALID);
        }
        if (node.isNull()) {
            return new QueryFilters(Map.of());
        }
        if (!node.isObject() || !(all(node, QueryFilters::isList) || all(node, QueryFilters::isLegacy))) {
            throw new InvalidParameter(INVALID);
        }
        Map<String, Set<String>> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> values.put(entry.getKey(), texts(entry.getValue())));
        return new QueryFilters(values);
    }

    private static boolean all(JsonNode object, Predicate<JsonNode> form) {
        return object.valueStream().allMatch(value -> value.isNull() || form.test(value));
    }

    private static boolean isList(JsonNode value) {
        return value.isArray() && value.valueStream().allMatch(JsonNode::isString);
    }

    private static boolean isLegacy(JsonNode value) {
        return value.isObject() && value.valueStream().allMatch(JsonNode::isBoolean);
    }

    private static Set<String> texts(JsonNode value) {
        Set<String> texts = new LinkedHashSet<>();
        if (value.isArray()) {
            value.forEach(one -> texts.add(one.stringValue()));
        } else if (value.isObject()) {
            value.properties().forEach(one -> texts.add(one.getKey()));
        }
        return texts;
    }

    /**
     * These filters, once it is sure that they have no other keys than these.
     *
     * @throws InvalidParameter naming the first one that does not belong here
     */
    QueryFilters allowing(Set<String> keys) {
        for (String key : values.keySet()) {
            if (!keys.contains(key)) {
                throw new InvalidParameter(INVALID + " '" + key + "'");
            }
        }
        return this;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Set<String> keys() {
        return Set.copyOf(values.keySet());
    }

    /** The values given for this key, each once, in the order of the request; empty where the key is absent. */
    List<String> values(String key) {
        return List.copyOf(values.getOrDefault(key, Set.of()));
    }

    /**
     * A key whose values say yes ({@code 1}, {@code true}) or no ({@code 0}, {@code false}).
     *
     * @throws InvalidParameter where they say neither or both
     */
    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        Set<String> given = values.getOrDefault(key, Set.of());
        boolean yes = given.contains("1") || given.contains("true");
        boolean no = given.contains("0") || given.contains("false");
        if (yes == no) {
            String shown = given.isEmpty() ? "" : "=[" + String.join(" ", new TreeSet<>(given)) + ']';
            throw new InvalidParameter(INVALID + " '" + key + shown + "'");
        }
        return yes;
    }
}
