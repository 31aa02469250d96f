package io.berth.server.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What the daemon knows of itself from its build, its configuration and its data root, as {@code /version} and
 * {@code /info} tell it.
 *
 * @param id made once by chance and kept in the data root
 * @param warnings sentences for the administrator, each beginning with {@code WARNING: }
 */
public record SystemFacts(
        Build build,
        String id,
        Path dataRoot,
        List<String> labels,
        boolean debug,
        Registries registries,
        Proxies proxies,
        List<String> warnings) {
    public SystemFacts {
        labels = List.copyOf(labels);
        warnings = List.copyOf(warnings);
    }

    /**
     * Which build this is.
     *
     * @param commit empty where it is not known
     * @param time RFC 3339; empty where it is not known
     */
    public record Build(String version, String commit, String time) {}

    /**
     * How registries are reached.
     *
     * @param mirrors URLs for Docker Hub, in order
     * @param insecureCidrs networks whose registries need no valid certificate
     * @param insecureHosts registries, {@code host[:port]}, that need none
     */
    public record Registries(List<String> mirrors, List<String> insecureCidrs, List<String> insecureHosts) {
        public Registries {
            mirrors = List.copyOf(mirrors);
            insecureCidrs = List.copyOf(insecureCidrs);
            insecureHosts = List.copyOf(insecureHosts);
        }
    }

    /** The proxies of outgoing requests, without passwords; empty where there is none. */
    public record Proxies(String http, String https, String none) {
        public static final Proxies NONE = new Proxies("", "", "");
    }
}
