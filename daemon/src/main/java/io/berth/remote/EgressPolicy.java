package io.berth.remote;

import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.Proxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be asked when an outsider names them: in a layer's {@code urls}, a token realm, a redirect. Only
 * {@code http} and {@code https}, and nothing on this machine or its link unless the user configured that registry. The
 * name is resolved here, once, and the connection goes to the addresses that were checked.
 */
final class EgressPolicy {
    private final Endpoints endpoints;

    EgressPolicy(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** The proxy that a request goes through, which then resolves the name. */
    Optional<Proxy> proxy(URI uri) {
        return endpoints.proxy(uri);
    }

    /** The addresses of a registry that the user named himself: any. */
    List<InetSocketAddress> own(URI uri) throws IOException {
        return Networks.resolve(uri.getHost(), Endpoint.port(uri));
    }

    /**
     * The addresses of a host that somebody else named.
     *
     * @param localAllowed whether this machine's own addresses are fine, because the one who named it is there too
     */
    List<InetSocketAddress> foreign(URI uri, boolean localAllowed) throws IOException {
        checkScheme(uri);
        List<InetSocketAddress> all = Networks.resolve(uri.getHost(), Endpoint.port(uri));
        if (localAllowed || all.stream().noneMatch(one -> Networks.isLocal(one.getAddress()))) {
            return all;
        }
        if (endpoints.isConfigured(uri.getRawAuthority())) {
            return all;
        }
        throw refused(uri);
    }

    /** As {@link #foreign} where a proxy resolves the name: what can be told of the name alone. */
    void checkName(URI uri, boolean localAllowed) throws IOException {
        checkScheme(uri);
        if (!localAllowed && Networks.isLocalName(uri.getHost()) && !endpoints.isConfigured(uri.getRawAuthority())) {
            throw refused(uri);
        }
    }

    private static void checkScheme(URI uri) throws RegistryException {
        String scheme = uri.getScheme();
        if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) || uri.getHost() == null) {
            throw new RegistryException(Kind.POLICY, "GET", uri, "only http and https URLs are followed");
        }
    }

    private static RegistryException refused(URI uri) {
        return new RegistryException(Kind.POLICY, "GET", uri, "an address of this machine or its link is not followed");
    }

    /** Whether somebody who was reached at this endpoint may lead to addresses of this machine. */
    boolean isLocal(Endpoint endpoint) throws IOException {
        if (!endpoint.insecure() && !endpoint.isNamed()) {
            return false;
        }
        String host = endpoint.base().getHost();
        return proxy(endpoint.base()).isPresent()
                ? Networks.isLocalName(host)
                : Networks.resolve(host, 0).stream().anyMatch(one -> Networks.isLocal(one.getAddress()));
    }
}
