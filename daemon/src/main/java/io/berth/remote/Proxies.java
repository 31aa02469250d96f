package io.berth.remote;

import io.berth.remote.transport.Proxy;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which proxy a request goes through (the rules of Go's {@code httpproxy}, which dockerd has). */
public final class Proxies {
    public static final Proxies NONE = new Proxies(null, null, NoProxy.parse(""));

    private final @Nullable Proxy http;
    private final @Nullable Proxy https;
    private final NoProxy none;

    private Proxies(@Nullable Proxy http, @Nullable Proxy https, NoProxy none) {
        this.http = http;
        this.https = https;
        this.none = none;
    }

    /**
     * The proxies of a configuration.
     *
     * @param http for requests of plain HTTP; empty is none
     * @param https for requests with TLS; empty is none
     * @param none hosts, domains and networks that are reached directly, with commas between
     * @throws IllegalArgumentException where an address is none; the message does not hold it, for it may hold a password
     */
    public static Proxies of(String http, String https, String none) {
        return new Proxies(proxy("HTTP", http), proxy("HTTPS", https), NoProxy.parse(none));
    }

    private static @Nullable Proxy proxy(String what, String text) {
        return text.isBlank()
                ? null
                : Proxy.parse(text.strip())
                        .orElseThrow(() -> new IllegalArgumentException("the address of the " + what
                                + " proxy is not valid: http[s]://[user:password@]host[:port] is expected"));
    }

    /** The proxy for this request; empty where its host is reached directly. */
    Optional<Proxy> of(URI uri) {
        Proxy proxy = "https".equalsIgnoreCase(uri.getScheme()) ? https : http;
        String host = uri.getHost();
        return proxy == null || host == null || none.holds(Networks.bare(host), Endpoint.port(uri))
                ? Optional.empty()
                : Optional.of(proxy);
    }

    /** The addresses without what is secret in them; the text of a proxy is shown as dockerd shows it. */
    public static String masked(String proxy) {
        return proxy.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*://)?[^/]*@", "$1xxxxx:xxxxx@");
    }
}
