package io.berth.server.engine;

import io.berth.oci.Digest;
import io.berth.server.http.ApiVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of the networks that every engine has.
 *
 * @param id 64 hex digits
 */
record PredefinedNetwork(String name, String id, String driver) {
    /** When they were made is not known: they are not made at all. */
    private static final String NO_TIME = "0001-01-01T00:00:00Z";

    private static final Shape ROW = new Shape().at(40, network -> {
        network.remove("EnableIPv4");
        network.putObject("Containers");
        if (network.get("IPAM") instanceof ObjectNode addresses) {
            addresses.putArray("Config");
        }
    });
    private static final Shape INSPECT = new Shape().at(52, network -> network.remove("Status"));

    static List<PredefinedNetwork> all(String daemonId) {
        return List.of(of(daemonId, "none", "null"), of(daemonId, "host", "host"), of(daemonId, "bridge", "bridge"));
    }

    private static PredefinedNetwork of(String daemonId, String name, String driver) {
        byte[] seed = (daemonId + '/' + name).getBytes(StandardCharsets.UTF_8);
        return new PredefinedNetwork(name, Digest.of(seed).hex(), driver);
    }

    ObjectNode row(ApiVersion asked) {
        ObjectNode network = Json.object();
        network.put("Name", name);
        network.put("Id", id);
        network.put("Created", NO_TIME);
        network.put("Scope", "local");
        network.put("Driver", driver);
        network.put("EnableIPv4", true);
        network.put("EnableIPv6", false);
        ObjectNode addresses = network.putObject("IPAM");
        addresses.put("Driver", "default");
        addresses.putNull("Options");
        if (driver.equals("bridge")) {
            addresses.putArray("Config"); // never null for an engine's bridge: Testcontainers reads it
        } else {
            addresses.putNull("Config");
        }
        network.put("Internal", false);
        network.put("Attachable", false);
        network.put("Ingress", false);
        network.putObject("ConfigFrom").put("Network", "");
        network.put("ConfigOnly", false);
        network.putObject("Options");
        network.putObject("Labels");
        return ROW.render(network, asked);
    }

    ObjectNode inspect(ApiVersion asked) {
        ObjectNode network = row(asked);
        network.putObject("Containers");
        network.putObject("Status").putObject("IPAM");
        return INSPECT.render(network, asked);
    }
}
