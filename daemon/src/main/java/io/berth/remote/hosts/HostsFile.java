package io.berth.remote.hosts;

import io.berth.io.RemoteLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads a {@code hosts.toml} (containerd, docs/hosts.md). A key that is not known is refused: it may have been a limit. */
final class HostsFile {
    private static final String HOST = "host";
    private static final String SERVER = "server";

    private final Path file;

    private HostsFile(Path file) {
        this.file = file;
    }

    /** The hosts in their order, the server at last. */
    static List<Host> read(Path file) {
        return new HostsFile(file).hosts(CertificateFiles.read(file));
    }

    private List<Host> hosts(String text) {
        JsonNode root = tree(text);
        JsonNode listed = root.path(HOST);
        if (listed.size() > RemoteLimits.REGISTRY_HOSTS_MAX) {
            throw failed("more than " + RemoteLimits.REGISTRY_HOSTS_MAX + " hosts");
        }
        if (!listed.isMissingNode() && !listed.isObject()) {
            throw failed("host must be a table of hosts");
        }
        List<Host> hosts = new ArrayList<>();
        listed.forEachEntry((address, table) ->
                hosts.add(new HostTable(file, "host \"" + address + '"', table).read(address, List.of())));
        JsonNode server = root.path(SERVER);
        if (!server.isMissingNode() && !server.isString()) {
            throw failed("server must be a string");
        }
        hosts.add(new HostTable(file, SERVER, root).read(server.asString(""), List.of(HOST, SERVER)));
        return hosts;
    }

    private JsonNode tree(String text) {
        try {
            return new TomlMapper().readTree(text);
        } catch (JacksonException e) {
            throw failed("not valid TOML: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private HostsException failed(String reason) {
        return CertificateFiles.failed(file, reason);
    }
}
