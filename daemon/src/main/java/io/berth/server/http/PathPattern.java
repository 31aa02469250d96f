package io.berth.server.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decoded path with variables, compared segment by segment: what stands before {@code {name}} from the front, what stands
 * behind it from the end. {@code {name}} takes any characters between them, slashes too, since image names hold them; other
 * variables take one segment.
 */
final class PathPattern {
    private static final String SPANNING = "{name}";

    private final List<String> front;
    private final List<String> back;
    private final boolean spans;

    PathPattern(String pattern) {
        List<String> segments = List.of(pattern.substring(1).split("/", -1));
        int name = segments.indexOf(SPANNING);
        this.spans = name >= 0;
        this.front = spans ? segments.subList(0, name) : segments;
        this.back = spans ? segments.subList(name + 1, segments.size()).reversed() : List.of();
    }

    boolean isLiteral() {
        return !spans && front.stream().noneMatch(PathPattern::isVariable);
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    /** The variables' values where the path fits. */
    Optional<Map<String, String>> match(String path) {
        Map<String, String> values = new HashMap<>();
        int from = 0;
        for (String segment : front) {
            if (from >= path.length() || path.charAt(from) != '/') {
                return Optional.empty();
            }
            int end = path.indexOf('/', from + 1);
            end = end < 0 ? path.length() : end;
            if (!take(segment, path, from + 1, end, values)) {
                return Optional.empty();
            }
            from = end;
        }
        int to = path.length();
        for (String segment : back) {
            int slash = path.lastIndexOf('/', to - 1);
            if (slash <= from || !take(segment, path, slash + 1, to, values)) {
                return Optional.empty();
            }
            to = slash;
        }
        return isRest(path, from, to, values) ? Optional.of(values) : Optional.empty();
    }

    private static boolean take(String segment, String path, int from, int to, Map<String, String> values) {
        if (!isVariable(segment)) {
            return to - from == segment.length() && path.startsWith(segment, from);
        }
        values.put(segment.substring(1, segment.length() - 1), path.substring(from, to));
        return to > from;
    }

    private boolean isRest(String path, int from, int to, Map<String, String> values) {
        if (!spans) {
            return from == to;
        }
        return from < to && path.charAt(from) == '/' && take(SPANNING, path, from + 1, to, values);
    }
}
