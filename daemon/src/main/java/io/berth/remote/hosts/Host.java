package io.berth.remote.hosts;

import io.berth.remote.transport.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One host that serves a registry's content.
 *
 * @param base scheme, host and port; null is the registry itself, at the address that its name tells
 * @param root path that stands for {@code /v2}; empty where the API begins at the host's root
 * @param headers sent with every request to this host, and to no other; may hold secrets
 * @param dial most time for a connection; null is the daemon's own
 */
public record Host(
        @Nullable URI base,
        String root,
        Set<Capability> capabilities,
        Map<String, String> headers,
        Tls tls,
        @Nullable Duration dial) {
    public static final String ROOT = "/v2";

    /** A registry of which nothing is configured. */
    public static final Host PLAIN =
            new Host(null, ROOT, EnumSet.allOf(Capability.class), Map.of(), Tls.VERIFIED, null);

    public Host {
        capabilities = Set.copyOf(capabilities);
        headers = Map.copyOf(headers);
    }

    public Host with(Tls other) {
        return new Host(base, root, capabilities, headers, other, dial);
    }

    public Host at(String otherRoot) {
        return new Host(base, otherRoot, capabilities, headers, tls, dial);
    }

    @Override
    public String toString() {
        return "Host[" + (base == null ? "" : base) + root + ' ' + capabilities + ']';
    }
}
