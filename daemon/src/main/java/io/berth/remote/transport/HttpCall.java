package io.berth.remote.transport;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param uri absolute, {@code http} or {@code https}
 * @param address where to connect, resolved already; its host name is the one that TLS asks for. The proxy's where there
 *     is one
 * @param proxy what is connected to instead of the URI's host; null where that is reached directly
 * @param tls how TLS is spoken where the URI is {@code https}
 * @param dial most time for a connection; null is the usual one
 * @param body null where there is none
 */
public record HttpCall(
        String method,
        URI uri,
        InetSocketAddress address,
        @Nullable Proxy proxy,
        Tls tls,
        @Nullable Duration dial,
        Map<String, String> headers,
        @Nullable HttpBody body) {
    public HttpCall {
        headers = Map.copyOf(headers);
    }

    /** Whether it may have a body and has none, which some servers want to be told. */
    boolean sendsNothing() {
        return body == null && !method.equals("GET") && !method.equals("HEAD");
    }

    boolean isSecure() {
        return "https".equals(uri.getScheme());
    }

    /** Host and port as the URI names them, not resolved. */
    InetSocketAddress host() {
        String host = uri.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = uri.getPort() >= 0 ? uri.getPort() : isSecure() ? 443 : 80;
        return InetSocketAddress.createUnresolved(bare, port);
    }

    /** Path and query as they go into the request line. */
    String target() {
        String path = uri.getRawPath();
        String query = uri.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : '?' + query);
    }
}
