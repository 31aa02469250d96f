package io.berth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Who runs the daemon and where such a user's files go (XDG Base Directory Specification).
 *
 * @param root whether it is the machine's administrator
 */
record Surroundings(boolean root, Map<String, String> environment) {
    static Surroundings ofProcess() {
        try {
            return new Surroundings(
                    Objects.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 0), System.getenv());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path configFile() {
        return root
                ? Path.of("/etc/berth/daemon.json")
                : home("XDG_CONFIG_HOME", ".config").resolve("berth/daemon.json");
    }

    Path policyFile() {
        return configFile().resolveSibling("policy.json");
    }

    /** Where docker looks for the certificates of registries. */
    Path dockerCerts() {
        return root
                ? Path.of("/etc/docker/certs.d")
                : home("XDG_CONFIG_HOME", ".config").resolve("docker/certs.d");
    }

    Path dataRoot() {
        return root
                ? Path.of("/var/lib/berth")
                : home("XDG_DATA_HOME", ".local/share").resolve("berth");
    }

    Path socket() {
        return root ? Path.of("/var/run/berth.sock") : runtime().resolve("berth.sock");
    }

    private Path home(String variable, String fallback) {
        String value = environment.getOrDefault(variable, "");
        return value.isEmpty() ? Path.of(environment.getOrDefault("HOME", "/"), fallback) : Path.of(value);
    }

    private Path runtime() {
        String value = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (value.isEmpty()) {
            throw new ConfigException("XDG_RUNTIME_DIR is not set: log in as this user, or name --host");
        }
        return Path.of(value);
    }
}
