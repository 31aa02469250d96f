package io.berth.server.engine;

import io.berth.image.ImageRestorer;
import io.berth.image.NameLog;
import io.berth.image.NameLog.RolledBack;
import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own additions to the API: what names pointed to before, and the way back for names and removed images. */
public final class NameEndpoints implements Endpoints {
    private final NameLog names;
    private final ImageRestorer restorer;

    public NameEndpoints(NameLog names, ImageRestorer restorer) {
        this.names = names;
        this.restorer = restorer;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/names/{name}/history", this::history)
                .post("/berth/names/{name}/rollback", this::rollback)
                .get("/berth/undo", this::removed)
                .post("/berth/undo", this::restore);
    }

    private static Reference name(Request request) {
        return Reference.parse(request.variable("name")).orLatest();
    }

    private Reply history(Request request) {
        ArrayNode entries = Json.array();
        for (Index.NameEntry entry : names.of(name(request))) {
            ObjectNode node = entries.addObject().put("name", entry.name().familiar());
            putDigest(node, "digest", entry.digest());
            node.put("at", Times.print(entry.at())).put("cause", entry.cause());
        }
        return Json.ok(entries);
    }

    private Reply rollback(Request request) {
        RolledBack done = names.rollback(name(request));
        ObjectNode node = Json.object().put("name", done.name().familiar());
        putDigest(node, "from", done.from());
        return Json.ok(node.put("to", done.to().toString()));
    }

    private Reply removed(Request request) {
        ArrayNode all = Json.array();
        for (Index.Removed one : restorer.removed()) {
            ObjectNode node = all.addObject().put("Id", one.facts().id().toString());
            putNames(node, one.names());
            node.put("RemovedAt", Times.print(one.at())).put("Expires", Times.print(one.expires()));
        }
        return Json.ok(all);
    }

    private Reply restore(Request request) {
        ArrayNode all = Json.array();
        List<Image> restored = request.flag("all")
                ? restorer.restoreAll()
                : restorer.restore(request.query("id").filter(id -> !id.isEmpty()));
        for (Image image : restored) {
            putNames(all.addObject().put("Restored", image.id().toString()), image.names());
        }
        return Json.ok(all);
    }

    private static void putNames(ObjectNode node, List<Reference> names) {
        ArrayNode tags = node.putArray("RepoTags");
        names.forEach(name -> tags.add(name.familiar()));
    }

    private static void putDigest(ObjectNode node, String member, @Nullable Digest digest) {
        if (digest == null) {
            node.putNull(member);
        } else {
            node.put(member, digest.toString());
        }
    }
}
