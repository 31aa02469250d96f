package io.berth.server.engine;

import io.berth.api.OpenApi;
import io.berth.server.http.Reply;
import io.berth.server.http.Routes;

/** {@code GET /openapi.yaml} and {@code /openapi-registry.yaml}: the specifications of all that is served. */
public final class OpenApiEndpoints implements Endpoints {
    @Override
    public void register(Routes routes) {
        routes.get("/openapi.yaml", _ -> Reply.bytes(200, "application/yaml", OpenApi.engine()))
                .get("/openapi-registry.yaml", _ -> Reply.bytes(200, "application/yaml", OpenApi.registry()));
    }
}
