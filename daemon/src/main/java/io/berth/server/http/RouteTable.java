package io.berth.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@link Routes} as two tables: literal paths by hash, the others in a short list for each first segment. */
public final class RouteTable implements Routes {
    private record Route(String pattern, PathPattern path, Handler handler) {}

    /**
     * A route that fits a request.
     *
     * @param pattern as it was added; a name for meters
     */
    record Match(String pattern, Handler handler, Map<String, String> variables) {}

    private final Map<String, Route> literal = new HashMap<>();
    private final Map<String, List<Route>> variable = new HashMap<>();

    @Override
    public RouteTable add(String method, String pattern, Handler handler) {
        PathPattern path = new PathPattern(pattern);
        Route route = new Route(pattern, path, handler);
        if (path.isLiteral()) {
            if (literal.putIfAbsent(method + " " + pattern, route) != null) {
                throw new IllegalStateException("route added twice: " + method + " " + pattern);
            }
            return this;
        }
        List<Route> routes = variable.computeIfAbsent(group(method, pattern), _ -> new ArrayList<>());
        if (routes.stream().anyMatch(other -> other.pattern().equals(pattern))) {
            throw new IllegalStateException("route added twice: " + method + " " + pattern);
        }
        routes.add(route);
        // "/images/{name}/json" must be tried before "/images/{name}", whose variable takes everything.
        routes.sort((a, b) -> Integer.compare(b.pattern().length(), a.pattern().length()));
        return this;
    }

    /** All routes, each as {@code GET /version}. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(literal.keySet());
        variable.forEach((group, routes) -> {
            String method = group.substring(0, group.indexOf(' ') + 1);
            routes.forEach(route -> names.add(method + route.pattern()));
        });
        return names;
    }

    /** Whether some method is served at this path. */
    boolean knows(String path) {
        Set<String> methods = new TreeSet<>();
        literal.keySet().forEach(key -> methods.add(key.substring(0, key.indexOf(' '))));
        variable.keySet().forEach(key -> methods.add(key.substring(0, key.indexOf(' '))));
        return methods.stream().anyMatch(method -> find(method, path).isPresent());
    }

    Optional<Match> find(String method, String path) {
        Route exact = literal.get(method + " " + path);
        if (exact != null) {
            return Optional.of(new Match(exact.pattern(), exact.handler(), Map.of()));
        }
        for (Route route : variable.getOrDefault(group(method, path), List.of())) {
            Optional<Map<String, String>> values = route.path().match(path);
            if (values.isPresent()) {
                return Optional.of(new Match(route.pattern(), route.handler(), values.get()));
            }
        }
        return Optional.empty();
    }

    private static String group(String method, String path) {
        int slash = path.indexOf('/', 1);
        return method + " " + (slash < 0 ? path : path.substring(0, slash));
    }
}
