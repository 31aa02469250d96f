package io.berth.remote;

import io.berth.oci.Repository;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.hosts.Host;
import io.berth.remote.hosts.HostRules;
import io.berth.remote.transport.Proxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /**
     * In the order in which they are asked: what {@code hosts.toml} lists, else Docker Hub's mirrors and the registry.
     *
     * @throws Unavailable where the registry's configuration cannot be used
     */
    List<Endpoint> of(String registry) {
        return switch (settings.rules().find(registry).orElse(null)) {
            case HostRules.Listed(Path _, List<Host> hosts) ->
                hosts.stream().map(host -> listed(registry, host)).toList();
            case HostRules.Broken(String reason) ->
                throw new Unavailable(
                        Subject.REGISTRY, "the configuration of " + registry + " is not valid: " + reason);
            case HostRules.Certificates _ -> usual(registry);
            case null -> usual(registry);
        };
    }

    private List<Endpoint> usual(String registry) {
        List<Endpoint> all = new ArrayList<>();
        if (registry.equals(Repository.DOCKER_HUB)) {
            settings.mirrors().forEach(mirror -> all.add(mirror(mirror)));
        }
        all.add(itself(registry, Host.PLAIN.with(settings.rules().certificates(registry))));
        return all;
    }

    private Endpoint mirror(URI mirror) {
        String authority = mirror.getRawAuthority();
        String path = mirror.getRawPath().replaceFirst("/+$", "");
        Host host = Host.PLAIN.at(path + Host.ROOT).with(settings.rules().certificates(authority));
        boolean insecure = "http".equals(mirror.getScheme()) || isInsecure(authority);
        return new Endpoint(URI.create(mirror.getScheme() + "://" + authority), insecure, host, Repository.DOCKER_HUB);
    }

    /** A host of {@code hosts.toml}: its scheme is meant as it stands there, on loopback addresses too. */
    private Endpoint listed(String registry, Host host) {
        URI base = host.base();
        if (base == null) {
            return itself(registry, host);
        }
        boolean insecure = "http".equals(base.getScheme()) || isConfigured(base.getRawAuthority());
        boolean own = base.getRawAuthority().equals(authority(registry));
        return current(new Endpoint(base, insecure, host, own ? "" : registry));
    }

    /** The registry itself, no mirror, with its own certificates. */
    Endpoint own(String registry) {
        return itself(registry, Host.PLAIN.with(settings.rules().certificates(registry)));
    }

    private Endpoint itself(String registry, Host host) {
        String authority = authority(registry);
        return current(new Endpoint(URI.create("https://" + authority), isInsecure(authority), host, ""));
    }

    private static String authority(String registry) {
        return registry.equals(Repository.DOCKER_HUB) ? HUB : registry;
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

    /** The proxy that a request goes through. */
    Optional<Proxy> proxy(URI uri) {
        return settings.proxies().of(uri);
    }

    private List<InetSocketAddress> addresses(String authority) {
        URI uri = URI.create("https://" + authority);
        String host = uri.getHost();
        try {
            boolean hidden = host == null
                    || (proxy(uri).isPresent() && Networks.literal(host).isEmpty());
            return hidden ? List.of() : Networks.resolve(host, 0);
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
