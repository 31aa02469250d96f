package io.berth.remote.hosts;

import io.berth.io.RemoteLimits;
import io.berth.remote.transport.Tls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the {@code certs.d} directories say, as it was when they were read. */
public final class RegistryHosts {
    public static final RegistryHosts NONE = new RegistryHosts(Map.of());

    private static final String HOSTS_FILE = "hosts.toml";
    private static final String DEFAULT = "_default";

    private final Map<String, HostRules> rules;

    private RegistryHosts(Map<String, HostRules> rules) {
        this.rules = rules;
    }

    /**
     * Reads all directories. What cannot be used becomes {@link HostRules.Broken}, and hinders no other registry.
     *
     * @param roots of which an earlier one has precedence; those that do not exist are passed over
     */
    public static RegistryHosts read(List<Path> roots) {
        Map<String, HostRules> rules = new LinkedHashMap<>();
        for (Path root : roots) {
            try {
                directories(root)
                        .forEach(directory ->
                                rules.computeIfAbsent(String.valueOf(directory.getFileName()), _ -> rules(directory)));
            } catch (HostsException e) {
                rules.put(root.toString(), new HostRules.Broken(e.text()));
            }
        }
        return rules.isEmpty() ? NONE : new RegistryHosts(Map.copyOf(rules));
    }

    private static List<Path> directories(Path root) {
        List<Path> all = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            return all;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path entry : entries) {
                if (all.size() >= RemoteLimits.REGISTRY_FILES_MAX) {
                    throw CertificateFiles.failed(root, "more than " + RemoteLimits.REGISTRY_FILES_MAX + " registries");
                }
                all.add(entry);
            }
            return all;
        } catch (IOException e) {
            throw CertificateFiles.failed(root, "cannot be listed: " + e.getMessage());
        }
    }

    private static HostRules rules(Path directory) {
        Path file = directory.resolve(HOSTS_FILE);
        try {
            return Files.exists(file)
                    ? new HostRules.Listed(file, HostsFile.read(file))
                    : new HostRules.Certificates(CertificateFiles.in(directory));
        } catch (HostsException e) {
            return new HostRules.Broken(e.text());
        }
    }

    /** What is said of a registry, {@code host[:port]}: by its own directory, else by {@code _default}. */
    public Optional<HostRules> find(String registry) {
        return own(registry).or(() -> Optional.ofNullable(rules.get(DEFAULT)));
    }

    /** The certificates for a host that is asked directly; the system's authorities alone where there are none. */
    public Tls certificates(String authority) {
        return own(authority).orElse(null) instanceof HostRules.Certificates(Tls tls) ? tls : Tls.VERIFIED;
    }

    private Optional<HostRules> own(String registry) {
        int colon = registry.lastIndexOf(':');
        boolean port = colon > 0 && registry.indexOf(']', colon) < 0;
        HostRules escaped =
                port ? rules.get(registry.substring(0, colon) + '_' + registry.substring(colon + 1) + '_') : null;
        return Optional.ofNullable(escaped != null ? escaped : rules.get(registry));
    }

    /** The names of all directories, in alphabetical order, with what they say. */
    public Map<String, HostRules> all() {
        return rules.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, LinkedHashMap::new));
    }

    /** A sentence for each directory that cannot be used. */
    public List<String> broken() {
        return all().values().stream()
                .filter(HostRules.Broken.class::isInstance)
                .map(rule -> ((HostRules.Broken) rule).reason())
                .toList();
    }
}
