package io.berth.server.engine;

import io.berth.server.http.Routes;

/** A group of endpoints that registers its routes. */
@FunctionalInterface
public interface Endpoints {
    void register(Routes routes);
}
