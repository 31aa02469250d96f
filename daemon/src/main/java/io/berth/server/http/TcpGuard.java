package io.berth.server.http;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps web pages away from a daemon that listens on TCP: a browser on this machine reaches loopback, and may even have a
 * client's certificate; the page's origin or a rebound DNS name is all that gives it away.
 */
final class TcpGuard implements WebFilter {
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final String configuredHost;
    private final @Nullable ListenTls tls;
    private final boolean anyHost;
    private final ReplyWriter writer;
    /** The last host that was allowed: clients send the same again and again. */
    private volatile String lastHost = "";

    /**
     * Guards one address.
     *
     * @param configuredHost the host of the listener's address, which is allowed as it was written
     * @param anyHost whether clients may call the daemon by any name; so they may where they must have a certificate
     */
    TcpGuard(String configuredHost, @Nullable ListenTls tls, boolean anyHost, ReplyWriter writer) {
        this.configuredHost = lower(configuredHost);
        this.tls = tls;
        this.anyHost = anyHost || (tls != null && tls.isMutual());
        this.writer = writer;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String refusal = refusal(exchange.getRequest().getHeaders());
        return refusal == null
                ? chain.filter(exchange)
                : writer.write(
                        writer.dialect().refusal(refusal),
                        writer.dialect().isEngine() ? CommonHeaders.ALL : CommonHeaders.OTHER,
                        exchange.getResponse());
    }

    /** Why a web page may have caused this request; null where none can have. */
    @Nullable
    String refusal(HttpHeaders headers) {
        String host = headers.getFirst(HttpHeaders.HOST);
        if (host == null || !(host.equals(lastHost) || isAllowed(host))) {
            return "host " + quoted(host) + " is not this daemon's: use a loopback name or address";
        }
        lastHost = host;
        String origin = headers.getFirst(HttpHeaders.ORIGIN);
        if (origin != null && !origin.equalsIgnoreCase((tls == null ? "http://" : "https://") + host)) {
            return "requests of web pages from " + quoted(origin) + " are refused";
        }
        String site = headers.getFirst("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return "requests of web pages from another site are refused";
        }
        return null;
    }

    private boolean isAllowed(String hostAndPort) {
        String host = lower(PORT.matcher(hostAndPort).replaceFirst(""));
        return anyHost
                || host.equals(configuredHost)
                || host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || LOOPBACK_IPV4.matcher(host).matches();
    }

    private static String quoted(@Nullable String value) {
        return value == null ? "(none)" : '"' + value + '"';
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
