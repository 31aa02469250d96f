package io.berth.server.engine;

import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Networks. The three that every engine has can be seen, since clients look for them; nothing is attached to them, and no
 * other can be made.
 */
public final class NetworkEndpoints implements Endpoints {
    private static final Set<String> LIST_FILTERS =
            Set.of("dangling", "driver", "id", "label", "name", "scope", "type");

    private final List<PredefinedNetwork> networks;

    /** Network ids are derived from the daemon's own, so that they last as long as it. */
    public NetworkEndpoints(SystemFacts facts) {
        this.networks = PredefinedNetwork.all(facts.id());
    }

    @Override
    public void register(Routes routes) {
        routes.get("/networks", this::list);
        routes.get("/networks/{id}", request -> Json.ok(find(request).inspect(request.version())));
        routes.post("/networks/create", _ -> {
            throw new Unsupported(Subject.NETWORK, "networks cannot be made: there are no containers yet");
        });
        routes.post("/networks/{id}/{action}", request -> {
            throw new Unsupported(
                    Subject.NETWORK,
                    "nothing can be connected to " + find(request).name() + ": there are no containers yet");
        });
        routes.delete("/networks/{id}", request -> {
            throw new Forbidden(
                    Subject.NETWORK, find(request).name() + " is a pre-defined network and cannot be removed");
        });
        routes.post("/networks/prune", NetworkEndpoints::prune);
    }

    private PredefinedNetwork find(Request request) {
        String wanted = request.variable("id");
        return networks.stream()
                .filter(network -> network.name().equals(wanted))
                .findFirst()
                .or(() -> networks.stream()
                        .filter(network -> !wanted.isEmpty() && network.id().startsWith(wanted))
                        .findFirst())
                .orElseThrow(() -> new NotFound(Subject.NETWORK, "network " + wanted + " not found"));
    }

    private Reply list(Request request) {
        QueryFilters filters = QueryFilters.of(request).allowing(LIST_FILTERS);
        for (String type : filters.values("type")) {
            if (!type.equals("builtin") && !type.equals("custom")) {
                throw new InvalidParameter("invalid filter: 'type'='" + type + "'");
            }
        }
        ArrayNode rows = Json.array();
        for (PredefinedNetwork network : networks) {
            if (takes(filters, network)) {
                rows.add(network.row(request.version()));
            }
        }
        return Json.ok(rows);
    }

    private static boolean takes(QueryFilters filters, PredefinedNetwork network) {
        return any(filters, "name", network.name()::contains)
                && any(filters, "id", network.id()::startsWith)
                && any(filters, "driver", network.driver()::equals)
                && any(filters, "scope", "local"::equals)
                && any(filters, "type", "builtin"::equals)
                && any(filters, "label", _ -> false)
                && !filters.flag("dangling", false);
    }

    private static boolean any(QueryFilters filters, String key, Predicate<String> meets) {
        List<String> wanted = filters.values(key);
        return wanted.isEmpty() || wanted.stream().anyMatch(meets);
    }

    private static Reply prune(Request request) {
        QueryFilters filters = QueryFilters.of(request).allowing(ContainerEndpoints.PRUNE_FILTERS);
        filters.values("until").forEach(until -> Timestamps.until(until, Instant.now()));
        ObjectNode answer = Json.object();
        answer.putNull("NetworksDeleted");
        return Json.ok(answer);
    }
}
