package io.berth.remote;

import io.berth.remote.hosts.RegistryHosts;
import io.berth.remote.transport.TransportSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How other registries are reached.
 *
 * @param mirrors asked for Docker Hub's images before the Hub itself, in this order; {@code http} or {@code https}
 * @param insecure registries ({@code host}, {@code host:port}, or a network in CIDR form) that may be spoken to without
 *     a good certificate or without TLS; loopback addresses always are
 * @param rules what is configured for single registries; has precedence over {@code mirrors}
 * @param proxies what requests go through
 * @param backoff how often manifests, configs and tags are asked for, and when again
 */
public record RemoteSettings(
        List<URI> mirrors,
        List<String> insecure,
        RegistryHosts rules,
        Proxies proxies,
        String userAgent,
        TransportSettings transport,
        Backoff backoff) {
    /** A client waits for an answer meanwhile, so a registry's wish for more than this is told to it instead. */
    private static final Backoff DOCUMENTS = Backoff.DEFAULT.withAskedMost(Duration.ofSeconds(20));

    public static final RemoteSettings DEFAULTS =
            new RemoteSettings(List.of(), List.of(), "Berth/0.1.0", TransportSettings.DEFAULTS);

    public RemoteSettings(List<URI> mirrors, List<String> insecure, String userAgent, TransportSettings transport) {
        this(mirrors, insecure, RegistryHosts.NONE, Proxies.NONE, userAgent, transport);
    }

    public RemoteSettings(
            List<URI> mirrors,
            List<String> insecure,
            RegistryHosts rules,
            Proxies proxies,
            String userAgent,
            TransportSettings transport) {
        this(mirrors, insecure, rules, proxies, userAgent, transport, DOCUMENTS);
    }

    public RemoteSettings {
        mirrors = List.copyOf(mirrors);
        insecure = List.copyOf(insecure);
    }

    /** With so many attempts, the first one counted. */
    public RemoteSettings withAttempts(int count) {
        return new RemoteSettings(mirrors, insecure, rules, proxies, userAgent, transport, backoff.withAttempts(count));
    }
}
