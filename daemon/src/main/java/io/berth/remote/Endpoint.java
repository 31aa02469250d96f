package io.berth.remote;

import java.net.URI;
import java.util.Locale;

/**
 * One place where a registry is asked.
 *
 * @param base scheme, host and port
 * @param insecure whether its certificate may be bad and plain HTTP is allowed
 */
record Endpoint(URI base, boolean insecure) {
    URI resolve(String path) {
        return URI.create(base + path);
    }

    Endpoint plain() {
        return new Endpoint(URI.create("http://" + base.getRawAuthority()), insecure);
    }

    boolean isSecure() {
        return "https".equals(base.getScheme());
    }

    /** Scheme, host and port; what Authorization must never leave. */
    static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT) + ':' + port(uri);
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
