package io.berth.remote;

import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpCall;
import io.berth.remote.transport.Proxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be asked when an outsider names them: in a layer's {@code urls}, a token realm, a redirect. Only
 * {@code http} and {@code https}, and nothing on this machine or its link unless the user configured that registry, or the
 * one who names it is in the same place. The name is resolved once, and the connection goes to the addresses that were
 * checked.
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
    List<InetSocketAddress> own(Endpoint endpoint, URI uri) throws IOException {
        return endpoint.pinned().isEmpty()
                ? Networks.resolve(endpoints.resolver(), uri.getHost(), Endpoint.port(uri))
                : Networks.carrying(uri.getHost(), endpoint.pinned(), Endpoint.port(uri));
    }

    /**
     * The addresses of a host that somebody else named.
     *
     * @param from where the one who named it is: in the same place he may
     * @throws RegistryException of kind {@code POLICY} where one of them must not be asked
     */
    List<InetSocketAddress> foreign(URI uri, Place from) throws IOException {
        checkScheme(uri);
        List<InetSocketAddress> all = Networks.resolve(endpoints.resolver(), uri.getHost(), Endpoint.port(uri));
        for (InetSocketAddress one : all) {
            InetAddress address = one.getAddress();
            if (!mayLead(from, Place.of(address)) && !endpoints.isConfigured(uri.getRawAuthority(), address)) {
                throw refused(uri);
            }
        }
        return all;
    }

    private static boolean mayLead(Place from, Place to) {
        return to == Place.ELSEWHERE || (to == from && to != Place.NOWHERE);
    }

    /** As {@link #foreign} where a proxy resolves the name: what can be told of the name alone. */
    void checkName(URI uri, Place from) throws IOException {
        checkScheme(uri);
        boolean allowed = mayLead(from, Networks.place(uri.getHost()))
                || endpoints.isNamed(uri.getRawAuthority())
                || Networks.literal(uri.getHost())
                        .filter(address -> endpoints.isConfigured(uri.getRawAuthority(), address))
                        .isPresent();
        if (!allowed) {
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

    /**
     * Whether a host that a registry named may do without good TLS: where it is that registry's host, or this machine, or
     * the user said so of it as well.
     *
     * @param addresses of the host; none where a proxy resolves the name
     */
    boolean isInsecure(URI uri, Endpoint registry, List<InetSocketAddress> addresses) {
        String authority = uri.getRawAuthority();
        boolean same = registry.base().getHost().equalsIgnoreCase(uri.getHost());
        return (same && registry.insecure())
                || endpoints.isNamed(authority)
                || (addresses.isEmpty()
                        ? Networks.place(uri.getHost()) == Place.MACHINE
                        : addresses.stream()
                                .map(InetSocketAddress::getAddress)
                                .allMatch(one ->
                                        Place.of(one) == Place.MACHINE || endpoints.isConfigured(authority, one)));
    }

    /** Where a registry is, by the addresses at which it is asked. */
    Place place(Endpoint endpoint) {
        return endpoint.pinned().isEmpty() || proxy(endpoint.base()).isPresent()
                ? Networks.place(endpoint.base().getHost())
                : Place.of(endpoint.pinned().getFirst());
    }

    /** Where the one is who got this request. */
    static Place place(HttpCall call) {
        return call.proxy() == null
                ? Place.of(call.address().getAddress())
                : Networks.place(call.uri().getHost());
    }
}
