package io.berth.server.http;

/**
 * The table of routes of one API, filled at start. Literal patterns win over patterns with variables; a variable named
 * {@code name} may span slashes ({@code /images/{name}/json}), any other is one path segment.
 */
public interface Routes {
    /** Serves {@code method pattern}; adding the same one twice is an error. */
    Routes add(String method, String pattern, Handler handler);

    default Routes get(String pattern, Handler handler) {
        return add("GET", pattern, handler);
    }

    default Routes head(String pattern, Handler handler) {
        return add("HEAD", pattern, handler);
    }

    default Routes post(String pattern, Handler handler) {
        return add("POST", pattern, handler);
    }

    default Routes put(String pattern, Handler handler) {
        return add("PUT", pattern, handler);
    }

    default Routes patch(String pattern, Handler handler) {
        return add("PATCH", pattern, handler);
    }

    default Routes delete(String pattern, Handler handler) {
        return add("DELETE", pattern, handler);
    }
}
