package io.berth.server.engine;

import io.berth.image.ImageFilter;
import io.berth.image.ImageInspector;
import io.berth.image.ImageInspector.Inspected;
import io.berth.image.ImageLister;
import io.berth.image.ImageLister.Listed;
import io.berth.image.ImagePruner;
import io.berth.image.ImagePruner.Pruned;
import io.berth.image.ImageRemover;
import io.berth.image.ImageTagger;
import io.berth.image.ImageUsers;
import io.berth.image.RemoveOptions;
import io.berth.image.Removed;
import io.berth.index.Index;
import io.berth.oci.Platform;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.io.IOException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Images that are here: list, inspect, history, tag, delete, prune. */
public final class ImageEndpoints implements Endpoints {
    private final Index index;
    private final ImageInspector inspector;
    private final ImageTagger tagger;
    private final ImageRemover remover;
    private final ImagePruner pruner;
    private final ImageUsers users;
    private final ImageRows rows;
    private final Clock clock;

    public ImageEndpoints(
            Index index,
            ImageInspector inspector,
            ImageTagger tagger,
            ImageRemover remover,
            ImagePruner pruner,
            ImageUsers users,
            Clock clock) {
        this.index = index;
        this.inspector = inspector;
        this.tagger = tagger;
        this.remover = remover;
        this.pruner = pruner;
        this.users = users;
        this.rows = new ImageRows(users);
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/images/json", this::list)
                .get("/images/{name}/json", this::inspect)
                .get("/images/{name}/history", this::history)
                .post("/images/{name}/tag", this::tag)
                .post("/images/prune", this::prune)
                .delete("/images/{name}", request -> remove(request, request.variable("name")))
                .delete("/images/", request -> remove(request, ""));
    }

    private Reply list(Request request) {
        boolean manifests = flag(request, "manifests", 47);
        boolean identity = flag(request, "identity", 54);
        if (identity && !manifests) {
            throw new InvalidParameter("conflicting options: identity requires manifests=1");
        }
        var options = new ImageRows.Options(flag(request, "shared-size", 42), manifests, identity);
        ImageFilter filter = ImageFilters.ofList(request, clock.instant());
        List<Listed> listed = ImageLister.list(index.images(), filter);
        RowArray array = new RowArray(listed.size());
        listed.forEach(one -> array.add(rows.pieces(one, request.version(), options)));
        return new Reply.Bytes(200, Json.CONTENT_TYPE, array.end("]\n"), Map.of());
    }

    private Reply inspect(Request request) throws IOException {
        boolean manifests = flag(request, "manifests", 48);
        Optional<Platform> platform = PlatformParameter.find(request, "platform", 49);
        if (manifests && platform.isPresent()) {
            throw new InvalidParameter("conflicting options: manifests and platform options cannot both be set");
        }
        Inspected inspected = inspector.inspect(request.variable("name"), platform);
        var using = users.of(inspected.image().id());
        return Json.ok(InspectAnswer.of(inspected, using, manifests, request.version()));
    }

    private Reply history(Request request) throws IOException {
        Optional<Platform> platform = PlatformParameter.find(request, "platform", 48);
        ArrayNode steps = Json.array();
        for (ImageInspector.Step step : inspector.history(request.variable("name"), platform)) {
            steps.add(step(step));
        }
        return Json.ok(steps);
    }

    private static ObjectNode step(ImageInspector.Step step) {
        String created = step.made().created();
        ObjectNode node = Json.object()
                .put("Comment", step.made().comment())
                .put(
                        "Created",
                        created == null ? 0 : OffsetDateTime.parse(created).toEpochSecond())
                .put("CreatedBy", step.made().createdBy())
                .put("Id", step.id() == null ? "<missing>" : step.id().toString())
                .put("Size", step.size());
        if (step.id() == null) {
            return node.putNull("Tags");
        }
        ArrayNode tags = node.putArray("Tags");
        step.tags().forEach(name -> tags.add(name.familiar()));
        return node;
    }

    private Reply tag(Request request) {
        String repo = request.query("repo").orElse("");
        if (repo.isEmpty()) {
            return Reply.empty(200);
        }
        tagger.tag(
                request.variable("name"),
                ImageTagger.target(repo, request.query("tag").orElse("")));
        return Reply.empty(201);
    }

    private Reply remove(Request request, String name) throws IOException {
        List<Platform> platforms = PlatformParameter.all(request, "platforms", 50);
        return Json.ok(rows(remover.remove(name, new RemoveOptions(request.flag("force"), platforms))));
    }

    private Reply prune(Request request) {
        ImageFilter filter = ImageFilters.ofPrune(request, clock.instant());
        Pruned pruned = request.flag("dry-run") ? pruner.preview(filter) : pruner.prune(filter);
        ObjectNode node = Json.object();
        if (pruned.rows().isEmpty()) {
            node.putNull("ImagesDeleted");
        } else {
            node.set("ImagesDeleted", rows(pruned.rows()));
        }
        return Json.ok(node.put("SpaceReclaimed", pruned.spaceReclaimed()));
    }

    private static ArrayNode rows(List<Removed> removed) {
        ArrayNode rows = Json.array();
        for (Removed row : removed) {
            switch (row) {
                case Removed.Untagged(String name) -> rows.addObject().put("Untagged", name);
                case Removed.Deleted(var digest) -> rows.addObject().put("Deleted", digest.toString());
            }
        }
        return rows;
    }

    /** A parameter that older versions ignore. */
    private static boolean flag(Request request, String name, int since) {
        return !request.version().isBefore(since) && request.flag(name);
    }
}
