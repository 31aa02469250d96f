package io.berth;

import io.berth.io.Product;
import io.berth.server.engine.SystemFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code /version} and {@code /info} tell of this daemon's configuration. */
final class Facts {
    /** Registries on this machine need no TLS, as with dockerd. */
    private static final List<String> LOOPBACK = List.of("::1/128", "127.0.0.0/8");

    private Facts() {}

    /** What cannot change while the daemon runs is of the configuration with which it started. */
    static SystemFacts of(Config started, Config config) throws IOException {
        List<String> networks = new ArrayList<>(LOOPBACK);
        List<String> hosts = new ArrayList<>();
        config.registries().insecure().forEach(one -> (InsecureRegistry.isNetwork(one) ? networks : hosts).add(one));
        ProxyUrls proxies = config.registries().proxies().masked();
        return new SystemFacts(
                new SystemFacts.Build(Product.VERSION, "", ""),
                EngineId.of(started.dataRoot()),
                started.dataRoot(),
                config.labels(),
                config.logLevel() == LogLevel.DEBUG,
                new SystemFacts.Registries(config.registries().mirrors(), networks, hosts),
                new SystemFacts.Proxies(proxies.http(), proxies.https(), proxies.none()),
                List.of());
    }
}
