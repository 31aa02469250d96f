package io.berth.server.registry;

import io.berth.server.http.Request;
import java.util.Optional;
import java.util.regex.Pattern;

/** By which URL, without path, a client has called this daemon: what it said, and only where it can be a host. */
final class Origin {
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?|\\[[0-9a-fA-F:]{2,45}])(?::\\d{1,5})?");

    private Origin() {}

    static Optional<String> of(Request request) {
        return host(request).map(host -> (request.peer().secure() ? "https://" : "http://") + host);
    }

    /** Host and port. */
    static Optional<String> host(Request request) {
        return request.header("Host").filter(text -> HOST.matcher(text).matches());
    }
}
