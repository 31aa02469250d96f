package io.berth.remote.hosts;

import io.berth.remote.transport.Tls;
import java.nio.file.Path;
import java.util.List;

/** What one directory of {@code certs.d} says. */
public sealed interface HostRules {
    /**
     * A {@code hosts.toml}.
     *
     * @param hosts in the order in which they are asked; the last is the {@code server}; never empty
     */
    record Listed(Path file, List<Host> hosts) implements HostRules {
        public Listed {
            hosts = List.copyOf(hosts);
        }
    }

    /** Certificates alone, in files named as docker's are. */
    record Certificates(Tls tls) implements HostRules {}

    /** Neither can be used; a sentence that names the file and tells why. */
    record Broken(String reason) implements HostRules {}
}
