package io.berth.remote.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proxy for HTTP.
 *
 * @param secure whether TLS is spoken with the proxy itself
 * @param authorization for {@code Proxy-Authorization}; empty where the proxy wants none. A secret
 */
public record Proxy(boolean secure, String host, int port, String authorization) {
    /** Reads {@code [http[s]://][user:password@]host[:port]}; empty for what is none. */
    public static Optional<Proxy> parse(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            if (uri.getHost() == null || !(secure || "http".equalsIgnoreCase(uri.getScheme()))) {
                return Optional.empty();
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
            return Optional.of(new Proxy(secure, uri.getHost(), port, basic(uri.getRawUserInfo())));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String basic(@Nullable String userInfo) {
        if (userInfo == null || userInfo.isEmpty()) {
            return "";
        }
        String[] parts = userInfo.split(":", 2);
        String plain = decoded(parts[0]) + ':' + (parts.length == 2 ? decoded(parts[1]) : "");
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + (authorization.isEmpty() ? "" : "xxxxx:xxxxx@") + host + ':' + port;
    }
}
