package io.berth;

import io.berth.remote.RemoteSettings;
import io.berth.remote.hosts.RegistryHosts;
import java.net.URI;
import java.util.List;

/** From the configuration, and the files below its {@code certs.d} directories, to what the client of registries wants. */
final class RegistrySettings {
    private RegistrySettings() {}

    static RemoteSettings of(Config config) {
        Config.Registries registries = config.registries();
        RemoteSettings defaults = RemoteSettings.DEFAULTS;
        List<URI> mirrors = registries.mirrors().stream().map(URI::create).toList();
        return new RemoteSettings(
                        mirrors,
                        registries.insecure(),
                        RegistryHosts.read(registries.certs()),
                        registries.proxies().parsed(),
                        defaults.userAgent(),
                        defaults.transport().withPatience(config.downloads().stall()))
                .withAttempts(config.downloads().attemptsMax());
    }
}
