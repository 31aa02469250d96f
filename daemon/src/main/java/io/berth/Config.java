package io.berth;

import io.berth.remote.AskSettings;
import io.berth.server.http.ListenAddress;
import io.berth.server.http.ListenTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one daemon runs. Made by {@link ConfigReader}; {@link #check} refuses what cannot work.
 *
 * @param hosts where the API listens; never empty
 * @param tls how the hosts' TCP addresses speak TLS; null where they do not
 * @param group who may use the Unix sockets beside their owner; null leaves the files' group
 * @param metricsAddress where {@code /metrics} alone is served; any address, since it tells no secrets
 * @param undoWindow how long a removed image can be brought back; zero is not at all
 * @param asks how registries are asked about images
 * @param uploads bounds on what pushes send
 * @param upkeep how the store is kept in order
 * @param registry this daemon's own
 * @param cache what it serves of others
 * @param webhooks who is told of events
 */
record Config(
        Path dataRoot,
        List<ListenAddress> hosts,
        @Nullable ListenTls tls,
        @Nullable String group,
        @Nullable Path pidfile,
        Registries registries,
        DownloadConfig downloads,
        List<String> labels,
        LogLevel logLevel,
        ListenAddress.@Nullable Tcp metricsAddress,
        Duration undoWindow,
        Policy policy,
        AskSettings asks,
        UploadConfig uploads,
        UpkeepConfig upkeep,
        RegistryConfig registry,
        CacheConfig cache,
        WebhookConfig webhooks) {
    private static final Duration UNDO_WINDOW_MAX = Duration.ofDays(3650);
    private static final Duration CHECK_TTL_MAX = Duration.ofHours(1);

    Config {
        hosts = List.copyOf(hosts);
        labels = List.copyOf(labels);
    }

    /**
     * How registries are reached.
     *
     * @param mirrors base URLs for Docker Hub, in the order in which they are tried
     * @param insecure {@code host[:port]} or networks in CIDR form
     * @param credentialsFile the daemon's own credentials, in the form of docker's {@code config.json}
     * @param certs directories with what is known of single registries, of which an earlier one has precedence
     */
    record Registries(
            List<String> mirrors,
            List<String> insecure,
            @Nullable Path credentialsFile,
            List<Path> certs,
            ProxyUrls proxies) {
        Registries {
            mirrors = List.copyOf(mirrors);
            insecure = List.copyOf(insecure);
            certs = List.copyOf(certs);
        }
    }

    /**
     * What may be pulled.
     *
     * @param mustExist whether nothing is pulled while there is no such file, because the user named it
     */
    record Policy(Path file, boolean mustExist) {}

    /** Returns this configuration where it can work, and throws {@link ConfigException} where it cannot. */
    Config check() {
        downloads.check();
        uploads.check();
        upkeep.check();
        registry.check();
        cache.check();
        webhooks.check();
        refuse(undoWindow.isNegative(), "invalid undo window: it is negative");
        refuse(
                undoWindow.compareTo(UNDO_WINDOW_MAX) > 0,
                "invalid undo window: more than " + UNDO_WINDOW_MAX.toDays() + " days");
        refuse(asks.checkTtl().compareTo(CHECK_TTL_MAX) > 0, "invalid check ttl: more than an hour");
        refuse(
                asks.lowPercent() < 0 || asks.lowPercent() > 100,
                "invalid rate limit threshold: " + asks.lowPercent() + " percent");
        refuse(!SearchUrl.isGood(asks.search()), "invalid search url " + asks.search() + ": http or https is expected");
        registries.mirrors.forEach(MirrorUrl::check);
        registries.insecure.forEach(InsecureRegistry::check);
        registries.proxies.parsed();
        DaemonLabels.check(labels);
        return this;
    }

    private static void refuse(boolean wrong, String text) {
        if (wrong) {
            throw new ConfigException(text);
        }
    }
}
