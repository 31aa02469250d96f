package io.berth.remote;

import io.berth.remote.hosts.Capability;
import io.berth.remote.hosts.Host;
import io.berth.remote.transport.Tls;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * One place where a registry is asked.
 *
 * @param base scheme, host and port
 * @param insecure whether its certificate may be bad and plain HTTP is allowed
 * @param host what is configured for it
 * @param namespace the registry that a mirror stands for, told to it as {@code ns}; empty at the registry itself
 * @param pinned the addresses that were judged when it was found insecure or is the user's own, the only ones that it is
 *     asked at; empty: whatever its name means then
 */
record Endpoint(URI base, boolean insecure, Host host, String namespace, List<InetAddress> pinned) {
    Endpoint {
        pinned = List.copyOf(pinned);
    }

    Endpoint(URI base, boolean insecure, Host host, String namespace) {
        this(base, insecure, host, namespace, List.of());
    }

    Endpoint(URI base, boolean insecure) {
        this(base, insecure, Host.PLAIN, "");
    }

    /** Where {@code /v2/…} is, with its query; any other path is where it says. */
    URI resolve(String path) {
        boolean api = path.startsWith(Host.ROOT);
        String place = base + (api ? host.root() + path.substring(Host.ROOT.length()) : path);
        boolean told = namespace.isEmpty() || path.contains("?ns=") || path.contains("&ns=");
        return URI.create(told ? place : place + (path.contains("?") ? '&' : '?') + "ns=" + namespace);
    }

    /** What {@link #resolve} takes for a path that this host itself named. */
    String api(String served) {
        String root = host.root() + '/';
        return served.startsWith(root) ? Host.ROOT + '/' + served.substring(root.length()) : served;
    }

    Endpoint plain() {
        return new Endpoint(URI.create("http://" + base.getRawAuthority()), insecure, host, namespace, pinned);
    }

    /** The same where nothing is forgiven. */
    Endpoint strict() {
        return new Endpoint(base, false, host, namespace, pinned);
    }

    /** Whether the user wrote this very address. */
    boolean isNamed() {
        return host.base() != null;
    }

    boolean isMirror() {
        return !namespace.isEmpty();
    }

    boolean can(Capability capability) {
        return host.capabilities().contains(capability);
    }

    /** How TLS is spoken with the host of this URI, to which a request for this endpoint leads. */
    Tls tls(URI uri) {
        Tls tls = insecure ? host.tls().unverified() : host.tls();
        return base.getHost().equalsIgnoreCase(uri.getHost()) ? tls : tls.anonymous();
    }

    boolean isSecure() {
        return "https".equals(base.getScheme());
    }

    /** Scheme, host and port; what Authorization must never leave. */
    static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT) + ':' + port(uri);
    }

    /** {@code host:port}, the port always told. */
    static String authority(URI uri) {
        return uri.getHost() + ':' + port(uri);
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
