package io.berth.server.engine;

import io.berth.index.Catalogue;
import io.berth.index.Catalogue.Tagged;
import io.berth.index.Catalogue.Usage;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.upkeep.Retention;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/** Our own addition to the API: what this daemon's own registry has ({@code /berth/registry/repositories}). */
public final class RepositoryEndpoints implements Endpoints {
    private final Retention retention;
    private final Catalogue catalogue;

    public RepositoryEndpoints(Retention retention, Catalogue catalogue) {
        this.retention = retention;
        this.catalogue = catalogue;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/registry/repositories", this::list)
                .get("/berth/registry/repositories/{name}", this::tags)
                .delete("/berth/registry/repositories/{name}", this::remove);
    }

    private Reply list(Request request) {
        ArrayNode all = Json.array();
        for (Usage one : catalogue.repositories()) {
            all.addObject()
                    .put("Name", one.name().value())
                    .put("Tags", one.tags())
                    .put("Manifests", one.manifests())
                    .put("Size", one.size())
                    .put("UniqueSize", one.alone());
        }
        return Json.ok(all);
    }

    private Reply tags(Request request) {
        RepositoryName name = name(request);
        List<Tagged> tags = catalogue.tags().stream()
                .filter(one -> one.repository().equals(name))
                .toList();
        if (tags.isEmpty()
                && catalogue.repositories().stream().noneMatch(one -> one.name().equals(name))) {
            throw new NotFound(Subject.REPOSITORY, "the registry has no " + name);
        }
        ArrayNode all = Json.array();
        for (Tagged one : tags) {
            all.addObject()
                    .put("Tag", one.tag())
                    .put("Digest", one.manifest().toString())
                    .put("Since", Times.print(one.since()));
        }
        return Json.ok(all);
    }

    private Reply remove(Request request) throws IOException {
        String tag = request.query("tag").filter(text -> !text.isEmpty()).orElse(null);
        return RetentionEndpoints.answer(retention.remove(name(request), tag, request.flag("dry-run")));
    }

    private static RepositoryName name(Request request) {
        return new RepositoryName(request.variable("name"));
    }
}
