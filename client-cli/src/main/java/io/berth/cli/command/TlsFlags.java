package io.berth.cli.command;

import io.berth.cli.console.Console;
import io.berth.cli.flag.Flag;
import io.berth.cli.flag.Flags;
import io.berth.cli.http.Tls;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Docker's flags and variables for TLS: {@code DOCKER_TLS}, {@code DOCKER_TLS_VERIFY}, {@code DOCKER_CERT_PATH}. */
public final class TlsFlags {
    private TlsFlags() {}

    public static List<Flag> all() {
        return List.of(
                Flag.toggle((char) 0, "tls", "Use TLS; implied by --tlsverify"),
                Flag.text((char) 0, "tlscacert", "Trust certs signed only by this CA"),
                Flag.text((char) 0, "tlscert", "Path to TLS certificate file"),
                Flag.text((char) 0, "tlskey", "Path to TLS key file"),
                Flag.toggle((char) 0, "tlsverify", "Use TLS and verify the remote"));
    }

    /** How TCP addresses are reached; null without TLS. That a flag says --tlsverify=false asks for TLS as well. */
    public static @Nullable Tls read(Flags flags, Console console) {
        boolean verify =
                flags.is("tlsverify", !console.variable("DOCKER_TLS_VERIFY").isEmpty());
        boolean tls = flags.is("tls", !console.variable("DOCKER_TLS").isEmpty());
        if (!verify && !tls && !flags.has("tlsverify")) {
            return null;
        }
        String directory = console.variable("DOCKER_CERT_PATH");
        Path files = Path.of(directory.isEmpty() ? configuration(console) : directory);
        return new Tls(
                verify,
                path(flags, "tlscacert", files.resolve("ca.pem")),
                path(flags, "tlscert", files.resolve("cert.pem")),
                path(flags, "tlskey", files.resolve("key.pem")));
    }

    private static String configuration(Console console) {
        String configured = console.variable("DOCKER_CONFIG");
        return configured.isEmpty() ? console.environment().getOrDefault("HOME", "/") + "/.docker" : configured;
    }

    private static Path path(Flags flags, String name, Path standard) {
        return flags.has(name) ? Path.of(flags.text(name)) : standard;
    }
}
