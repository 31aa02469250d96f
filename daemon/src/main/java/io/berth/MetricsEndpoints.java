package io.berth;

import io.berth.server.engine.Endpoints;
import io.berth.server.http.Reply;
import io.berth.server.http.Routes;
import java.nio.charset.StandardCharsets;

/** {@code GET /metrics} in the Prometheus text format. */
final class MetricsEndpoints implements Endpoints {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Meters meters;

    MetricsEndpoints(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/metrics", _ -> Reply.bytes(200, TYPE, meters.scrape().getBytes(StandardCharsets.UTF_8)));
    }
}
