package io.berth.remote;

import io.berth.oci.Repository;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** From a registry's name to where it is asked, and which of those speak no TLS. */
final class Endpoints {
    static final String HUB = "registry-1.docker.io";
    private static final int PLAIN_MAX = 1000;

    private final RemoteSettings settings;
    private final Set<URI> plain = ConcurrentHashMap.newKeySet();

    Endpoints(RemoteSettings settings) {
        this.settings = settings;
    }

    /** In the order in which they are asked: Docker Hub's mirrors, then the registry itself. */
    List<Endpoint> of(String registry) {
        if (!registry.equals(Repository.DOCKER_HUB)) {
            return List.of(secure(registry));
        }
        List<Endpoint> all = new ArrayList<>();
        for (URI mirror : settings.mirrors()) {
            all.add(new Endpoint(
                    URI.create(mirror.getScheme() + "://" + mirror.getRawAuthority()),
                    "http".equals(mirror.getScheme()) || isInsecure(mirror.getRawAuthority())));
        }
        all.add(secure(HUB));
        return all;
    }

    private Endpoint secure(String authority) {
        return current(new Endpoint(URI.create("https://" + authority), isInsecure(authority)));
    }

    /** The same endpoint without TLS where it is known to speak none. */
    Endpoint current(Endpoint endpoint) {
        return plain.contains(endpoint.base()) ? endpoint.plain() : endpoint;
    }

    /** Remembers that an insecure registry was found to speak plain HTTP only. */
    Endpoint foundPlain(Endpoint endpoint) {
        if (plain.size() >= PLAIN_MAX) {
            plain.clear();
        }
        plain.add(endpoint.base());
        return endpoint.plain();
    }

    void forgetPlain(Endpoint endpoint) {
        plain.remove(URI.create("https://" + endpoint.base().getRawAuthority()));
    }

    /** Whether the user said so, by name or by network, or it is on a loopback address. */
    boolean isInsecure(String authority) {
        return isConfigured(authority)
                || addresses(authority).stream()
                        .anyMatch(address -> address.getAddress().isLoopbackAddress());
    }

    /** Whether the user named this registry, or a network that it is in. */
    boolean isConfigured(String authority) {
        String host = URI.create("https://" + authority).getHost();
        return settings.insecure().stream()
                .anyMatch(entry -> entry.equals(authority)
                        || entry.equals(host)
                        || (entry.contains("/")
                                && addresses(authority).stream()
                                        .anyMatch(address -> Networks.contains(entry, address.getAddress()))));
    }

    private static List<InetSocketAddress> addresses(String authority) {
        String host = URI.create("https://" + authority).getHost();
        try {
            return host == null ? List.of() : Networks.resolve(host, 0);
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
