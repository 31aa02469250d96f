package io.berth.server.engine;

import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.server.http.Handler;
import io.berth.server.http.Routes;
import java.util.List;

/** The cluster mode of dockerd, to which this daemon never belongs; it says so in the words of an engine outside one. */
public final class SwarmEndpoints implements Endpoints {
    private static final String NO_MANAGER =
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    @Override
    public void register(Routes routes) {
        Handler noManager = _ -> {
            throw new Unavailable(Subject.REQUEST, NO_MANAGER);
        };
        Handler neverInSwarm = _ -> {
            throw new Unsupported(Subject.REQUEST, "this daemon does not take part in a swarm");
        };
        routes.get("/swarm", noManager);
        routes.get("/swarm/unlockkey", noManager);
        routes.post("/swarm/init", neverInSwarm);
        routes.post("/swarm/join", neverInSwarm);
        routes.post("/swarm/leave", _ -> {
            throw new Unavailable(Subject.REQUEST, "This node is not part of a swarm");
        });
        routes.post("/swarm/update", noManager);
        routes.post("/swarm/unlock", noManager);
        for (String kind : List.of("/nodes", "/services", "/tasks", "/secrets", "/configs")) {
            routes.get(kind, noManager);
            routes.get(kind + "/{id}", noManager);
        }
        for (String kind : List.of("/nodes", "/services", "/secrets", "/configs")) {
            routes.post(kind + "/{id}/update", noManager);
            routes.delete(kind + "/{id}", noManager);
        }
        for (String kind : List.of("/services", "/secrets", "/configs")) {
            routes.post(kind + "/create", noManager);
        }
        for (String kind : List.of("/services", "/tasks")) {
            routes.get(kind + "/{id}/logs", noManager);
        }
    }
}
