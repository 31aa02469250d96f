package io.berth;

import io.berth.server.engine.BuildEndpoints;
import io.berth.server.engine.Endpoints;
import io.berth.server.engine.NetworkEndpoints;
import io.berth.server.engine.SwarmEndpoints;
import io.berth.server.engine.SystemFacts;
import io.berth.server.engine.VolumeEndpoints;
import io.berth.server.http.Reply;
import io.berth.server.http.RouteTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds all parts by their constructors, from the ground up. */
final class Wiring implements AutoCloseable {
    private final List<Endpoints> endpoints;

    private Wiring(SystemFacts facts, Meters meters) {
        endpoints = List.of(
                routes -> routes.get(
                        "/_ping",
                        _ -> Reply.bytes(200, "text/plain; charset=utf-8", "OK".getBytes(StandardCharsets.US_ASCII))),
                new NetworkEndpoints(facts),
                new VolumeEndpoints(),
                new BuildEndpoints(),
                new SwarmEndpoints(),
                new MetricsEndpoints(meters));
    }

    static Wiring open(Config config, Meters meters) throws IOException {
        return new Wiring(Facts.of(config), meters);
    }

    RouteTable routes() {
        return routes(endpoints.toArray(Endpoints[]::new));
    }

    static RouteTable routes(Endpoints... groups) {
        RouteTable table = new RouteTable();
        for (Endpoints group : groups) {
            group.register(table);
        }
        return table;
    }

    @Override
    public void close() {}
}
