package io.berth.server.engine;

import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Volumes and plug-ins, of which there are none. */
public final class VolumeEndpoints implements Endpoints {
    private static final Set<String> LIST_FILTERS = Set.of("dangling", "driver", "label", "name");
    private static final Set<String> PRUNE_FILTERS = Set.of("all", "label", "label!");
    private static final Set<String> PLUGIN_FILTERS = Set.of("capability", "enabled");

    @Override
    public void register(Routes routes) {
        routes.get("/volumes", VolumeEndpoints::list);
        routes.get("/volumes/{id}", request -> {
            throw noSuch(request);
        });
        routes.post("/volumes/create", _ -> {
            throw new Unsupported(Subject.VOLUME, "volumes cannot be made: there are no containers yet");
        });
        routes.delete("/volumes/{id}", VolumeEndpoints::remove);
        routes.post("/volumes/prune", VolumeEndpoints::prune);
        routes.get("/plugins", request -> {
            QueryFilters.of(request).allowing(PLUGIN_FILTERS);
            return Json.ok(Json.array());
        });
        routes.get("/plugins/{name}/json", request -> {
            throw new NotFound(Subject.REQUEST, "plugin \"" + request.variable("name") + "\" not found");
        });
    }

    private static Reply list(Request request) {
        QueryFilters.of(request).allowing(LIST_FILTERS);
        ObjectNode answer = Json.object();
        answer.putArray("Volumes");
        answer.putNull("Warnings");
        return Json.ok(answer);
    }

    private static Reply remove(Request request) {
        if (request.flag("force")) {
            return Reply.empty(204);
        }
        throw noSuch(request);
    }

    private static NotFound noSuch(Request request) {
        return new NotFound(Subject.VOLUME, "get " + request.variable("id") + ": no such volume");
    }

    private static Reply prune(Request request) {
        QueryFilters.of(request).allowing(PRUNE_FILTERS);
        ObjectNode answer = Json.object();
        answer.putArray("VolumesDeleted");
        answer.put("SpaceReclaimed", 0);
        return Json.ok(answer);
    }
}
