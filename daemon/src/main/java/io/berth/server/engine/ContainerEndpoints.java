package io.berth.server.engine;

import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Containers, of which there are none: lists are empty, each one that is named is missing, none can be made. */
public final class ContainerEndpoints implements Endpoints {
    private static final Pattern NAME = Pattern.compile("/?[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{4,64}");
    private static final Set<String> LIST_FILTERS = Set.of(
            "ancestor",
            "before",
            "exited",
            "expose",
            "health",
            "id",
            "is-task",
            "isolation",
            "label",
            "name",
            "network",
            "publish",
            "since",
            "status",
            "volume");
    static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");

    private final Index index;

    public ContainerEndpoints(Index index) {
        this.index = index;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/containers/json", ContainerEndpoints::list);
        routes.post("/containers/create", this::create);
        routes.post("/containers/prune", ContainerEndpoints::prune);
        routes.get("/containers/{id}/checkpoints", _ -> {
            throw new Unsupported(
                    Subject.CONTAINER,
                    "This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.");
        });
        for (String method : List.of("GET", "HEAD", "POST", "PUT")) {
            routes.add(method, "/containers/{id}/{action}", ContainerEndpoints::missing);
        }
        routes.delete("/containers/{id}", ContainerEndpoints::missing);
        routes.post("/exec/{id}/{action}", ContainerEndpoints::missingExec);
        routes.get("/exec/{id}/json", ContainerEndpoints::missingExec);
    }

    private static Reply list(Request request) {
        QueryFilters filters = QueryFilters.of(request).allowing(LIST_FILTERS);
        for (String key : List.of("before", "since")) {
            for (String container : filters.values(key)) {
                throw noSuch(container);
            }
        }
        return Json.ok(Json.array());
    }

    private static Reply prune(Request request) {
        QueryFilters filters = QueryFilters.of(request).allowing(PRUNE_FILTERS);
        filters.values("until").forEach(until -> Timestamps.until(until, Instant.now()));
        ObjectNode answer = Json.object();
        answer.putNull("ContainersDeleted");
        answer.put("SpaceReclaimed", 0);
        return Json.ok(answer);
    }

    private static Reply missing(Request request) {
        throw noSuch(request.variable("id"));
    }

    private static NotFound noSuch(String container) {
        return new NotFound(Subject.CONTAINER, "No such container: " + container);
    }

    private static Reply missingExec(Request request) {
        throw new NotFound(Subject.CONTAINER, "No such exec instance: " + request.variable("id"));
    }

    /** Clients pull the image where this answer is 404 and names it, so that comes before all else. */
    private Reply create(Request request) throws IOException {
        ObjectNode config = JsonBody.read(request).orElseGet(Json::object);
        if (config.isEmpty()) {
            throw new InvalidParameter("config cannot be empty in order to create a container");
        }
        String image = config.path("Image").asString("");
        if (config.has("Image") && !config.get("Image").isString()) {
            throw new InvalidParameter("invalid JSON: Image must be a string");
        }
        if (!image.isEmpty()) {
            requireImage(image);
        }
        String name = request.query("name").orElse("");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new InvalidParameter(
                    "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        throw new Unsupported(Subject.CONTAINER, "this daemon keeps images and does not run containers yet");
    }

    private void requireImage(String name) {
        ImageTable images = index.images();
        var digest = Digest.find(name);
        if (digest.isPresent()) {
            if (images.byId(digest.get()).isEmpty()) {
                throw new NotFound(Subject.IMAGE, "No such image: " + name);
            }
            return;
        }
        if (SHORT_ID.matcher(name).matches() && images.byPrefix(name).size() == 1) {
            return;
        }
        Reference reference = Reference.parse(name).orLatest();
        if (images.byName(reference).isEmpty()) {
            throw new NotFound(Subject.IMAGE, "No such image: " + reference.familiar());
        }
    }
}
