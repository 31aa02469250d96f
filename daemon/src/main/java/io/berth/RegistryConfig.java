package io.berth;

import io.berth.content.ContentOptions;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.ListenAddress;
import io.berth.server.http.ListenAddress.Guard;
import io.berth.server.http.ListenTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This daemon's own registry.
 *
 * @param listen where it listens; null: there is none
 * @param tls how it speaks TLS; null where it does not
 * @param servesImages whether local images can be pulled from it
 * @param access who may do what; null lets everybody do everything
 * @param uploadAge how long an upload waits for its client
 */
record RegistryConfig(
        ListenAddress.@Nullable Tcp listen,
        @Nullable ListenTls tls,
        boolean servesImages,
        @Nullable Path access,
        Duration uploadAge) {
    static RegistryConfig read(Settings settings) {
        return new RegistryConfig(
                settings.one(Option.REGISTRY_LISTEN)
                        .filter(text -> !text.isEmpty())
                        .map(RegistryConfig::address)
                        .orElse(null),
                tls(settings),
                settings.one(Option.REGISTRY_IMAGES).map(ConfigReader::isTrue).orElse(false),
                path(settings, Option.REGISTRY_ACCESS).orElse(null),
                settings.one(Option.UPLOAD_AGE).map(ConfigReader::duration).orElse(ContentOptions.UPLOAD_AGE));
    }

    private static ListenAddress.Tcp address(String text) {
        try {
            String full = text.startsWith("tcp://") ? text : "tcp://" + text;
            if (ListenAddress.parse(full, Guard.MUTUAL_TLS) instanceof ListenAddress.Tcp tcp) {
                return tcp;
            }
        } catch (InvalidParameter _) {
            // As below.
        }
        throw new ConfigException("invalid registry address " + text + ": host:port is expected");
    }

    private static @Nullable ListenTls tls(Settings settings) {
        Optional<Path> certificate = path(settings, Option.REGISTRY_TLS_CERTIFICATE);
        Optional<Path> key = path(settings, Option.REGISTRY_TLS_KEY);
        Optional<Path> clients = path(settings, Option.REGISTRY_TLS_CA);
        if (certificate.isPresent() != key.isPresent() || (clients.isPresent() && key.isEmpty())) {
            throw new ConfigException("the registry's TLS needs --registry-tlscert and --registry-tlskey together");
        }
        return certificate.isEmpty() ? null : new ListenTls(certificate.get(), key.orElseThrow(), clients.orElse(null));
    }

    private static Optional<Path> path(Settings settings, Option option) {
        return settings.one(option)
                .filter(text -> !text.isEmpty())
                .map(text -> Path.of(text).toAbsolutePath().normalize());
    }

    /** Refuses what cannot work, and what would let strangers in. */
    void check() {
        if (uploadAge.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new ConfigException("invalid upload age: 1m or more is expected");
        }
        if (listen != null && !listen.isLoopback() && !isGuarded()) {
            throw new ConfigException("refusing to serve the registry on " + listen
                    + ": whoever reaches it may push and pull, so addresses other than loopback (127.0.0.1, [::1],"
                    + " localhost) need TLS (--registry-tlscert and --registry-tlskey), and either an access file"
                    + " (--registry-access-file) or clients' certificates (--registry-tlscacert)");
        }
    }

    private boolean isGuarded() {
        return tls != null && (tls.isMutual() || access != null);
    }
}
