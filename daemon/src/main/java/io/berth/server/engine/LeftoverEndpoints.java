package io.berth.server.engine;

import io.berth.content.Content;
import io.berth.content.Content.Leftover;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import io.berth.transfer.Downloads;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own addition to the API: removes what pulls that did not end well have left ({@code /berth/ingests/prune}). */
public final class LeftoverEndpoints implements Endpoints {
    private final Content content;
    private final Downloads downloads;

    public LeftoverEndpoints(Content content, Downloads downloads) {
        this.content = content;
        this.downloads = downloads;
    }

    @Override
    public void register(Routes routes) {
        routes.post("/berth/ingests/prune", this::prune);
    }

    /** What a running pull wants stays; with {@code dry-run} all of it does. */
    private Reply prune(Request request) throws IOException {
        List<Leftover> gone = request.flag("dry-run")
                ? content.leftovers(downloads::isWanted)
                : content.dropLeftovers(downloads::isWanted);
        ObjectNode answer = Json.object();
        answer.set("IngestsDeleted", rows(gone, false));
        answer.set("BlobsDeleted", rows(gone, true));
        return Json.ok(answer.put(
                "SpaceReclaimed", gone.stream().mapToLong(Leftover::alloc).sum()));
    }

    private static ArrayNode rows(List<Leftover> all, boolean whole) {
        ArrayNode rows = Json.array();
        all.stream()
                .filter(one -> one.whole() == whole)
                .forEach(one ->
                        rows.addObject().put("Digest", one.digest().toString()).put("Size", one.alloc()));
        return rows;
    }
}
