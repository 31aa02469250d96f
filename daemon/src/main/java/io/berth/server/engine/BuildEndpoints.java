package io.berth.server.engine;

import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Builds: none is run here, and there is no cache of them. */
public final class BuildEndpoints implements Endpoints {
    private static final Set<String> PRUNE_FILTERS =
            Set.of("description", "id", "inuse", "parent", "private", "shared", "type", "until");

    @Override
    public void register(Routes routes) {
        routes.post("/build", BuildEndpoints::refuse);
        routes.post("/session", BuildEndpoints::refuse);
        routes.post("/build/cancel", BuildEndpoints::cancel);
        routes.post("/build/prune", BuildEndpoints::prune);
    }

    private static Reply refuse(Request request) {
        throw new Unsupported(Subject.REQUEST, "this daemon does not build images");
    }

    private static Reply cancel(Request request) {
        if (request.query("id").orElse("").isEmpty()) {
            throw new InvalidParameter("build ID not provided");
        }
        return Reply.empty(200);
    }

    private static Reply prune(Request request) {
        QueryFilters filters = QueryFilters.of(request);
        try {
            filters.allowing(PRUNE_FILTERS);
        } catch (InvalidParameter e) {
            throw new InvalidParameter("failed to prune build cache: " + e.text());
        }
        List<String> sizes = request.version().isBefore(48)
                ? List.of("keep-storage")
                : List.of("keep-storage", "reserved-space", "max-used-space", "min-free-space");
        sizes.forEach(name -> checkSize(request, name));
        ObjectNode answer = Json.object();
        answer.putNull("CachesDeleted");
        answer.put("SpaceReclaimed", 0);
        return Json.ok(answer);
    }

    private static void checkSize(Request request, String name) {
        String given = request.query(name).orElse("");
        if (!given.matches("|[+-]?\\d{1,18}")) {
            throw new InvalidParameter(name + " is in bytes and expects an integer, got " + given
                    + ": strconv.Atoi: parsing \"" + given + "\": invalid syntax");
        }
    }
}
