package io.berth.remote;

import io.berth.io.Limits;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.hosts.Host;
import io.berth.remote.hosts.HostRules;
import io.berth.remote.transport.Proxy;
import java.net.InetAddress;
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

    private final RemoteSettings settings;
    private final Resolver resolver;
    private final Set<URI> plain = ConcurrentHashMap.newKeySet();

    Endpoints(RemoteSettings settings, Resolver resolver) {
        this.settings = settings;
        this.resolver = resolver;
    }

    Resolver resolver() {
        return resolver;
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
        return judged(URI.create(mirror.getScheme() + "://" + authority), host, Repository.DOCKER_HUB, true);
    }

    /** A host of {@code hosts.toml}: its scheme is meant as it stands there, on loopback addresses too. */
    private Endpoint listed(String registry, Host host) {
        URI base = host.base();
        if (base == null) {
            return itself(registry, host);
        }
        boolean own = base.getRawAuthority().equals(authority(registry));
        return current(judged(base, host, own ? "" : registry, false));
    }

    /** The registry itself, no mirror, with its own certificates. */
    Endpoint own(String registry) {
        return itself(registry, Host.PLAIN.with(settings.rules().certificates(registry)));
    }

    private Endpoint itself(String registry, Host host) {
        return current(judged(URI.create("https://" + authority(registry)), host, "", true));
    }

    /** Another server that the user named; what {@code certs.d} has for its name counts. */
    Endpoint at(URI base) {
        Host host = Host.PLAIN.with(settings.rules().certificates(base.getRawAuthority()));
        return judged(base, host, "", true);
    }

    /**
     * Judges where it may go without good TLS: anywhere where the user wrote so, else at those of its addresses that are in
     * a network that the user named, or are this machine's. These are kept: names can change what they mean.
     *
     * @param loopback whether this machine's addresses count
     */
    private Endpoint judged(URI base, Host host, String namespace, boolean loopback) {
        List<InetAddress> all = addresses(base);
        if ("http".equals(base.getScheme()) || isNamed(base.getRawAuthority())) {
            return new Endpoint(base, true, host, namespace, all);
        }
        List<InetAddress> fine = all.stream()
                .filter(address -> isInNamedNetwork(address) || (loopback && address.isLoopbackAddress()))
                .toList();
        boolean own = host.base() != null;
        return new Endpoint(base, !fine.isEmpty(), host, namespace, fine.isEmpty() && own ? all : fine);
    }

    private static String authority(String registry) {
        return registry.equals(Repository.DOCKER_HUB) ? HUB : registry;
    }

    /** The same endpoint without TLS where it is known to speak none. */
    Endpoint current(Endpoint endpoint) {
        return endpoint.insecure() && plain.contains(endpoint.base()) ? endpoint.plain() : endpoint;
    }

    /** Remembers that an insecure registry was found to speak plain HTTP only. */
    Endpoint foundPlain(Endpoint endpoint) {
        if (plain.size() >= Limits.REMEMBERED_MAX) {
            plain.clear();
        }
        plain.add(endpoint.base());
        return endpoint.plain();
    }

    void forgetPlain(Endpoint endpoint) {
        plain.remove(URI.create("https://" + endpoint.base().getRawAuthority()));
    }

    /** Whether the user named this registry, or a network that this address of it is in. */
    boolean isConfigured(String authority, InetAddress address) {
        return isNamed(authority) || isInNamedNetwork(address);
    }

    boolean isNamed(String authority) {
        String host = URI.create("https://" + authority).getHost();
        return settings.insecure().stream().anyMatch(entry -> entry.equals(authority) || entry.equals(host));
    }

    private boolean isInNamedNetwork(InetAddress address) {
        return settings.insecure().stream().anyMatch(entry -> Networks.contains(entry, address));
    }

    /** The proxy that a request goes through. */
    Optional<Proxy> proxy(URI uri) {
        return settings.proxies().of(uri);
    }

    /** None where there are none, or a proxy is the one to ask. */
    private List<InetAddress> addresses(URI base) {
        String host = base.getHost();
        try {
            boolean hidden = host == null
                    || (proxy(base).isPresent() && Networks.literal(host).isEmpty());
            return hidden ? List.of() : resolver.addresses(Networks.bare(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
