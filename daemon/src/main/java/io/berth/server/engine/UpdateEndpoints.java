package io.berth.server.engine;

import io.berth.image.UpdateCheck;
import io.berth.image.UpdateCheck.Checked;
import io.berth.io.CancelToken;
import io.berth.oci.Repository;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own additions to the API: whether registries have something newer under a name. */
public final class UpdateEndpoints implements Endpoints {
    private final UpdateCheck check;

    public UpdateEndpoints(UpdateCheck check) {
        this.check = check;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/images/{name}/update", this::one).get("/berth/images/updates", this::all);
    }

    private Reply one(Request request) {
        return Json.ok(row(check.check(
                request.variable("name"),
                registry -> RegistryAuth.of(request, new Repository(registry, "x")),
                new CancelToken())));
    }

    private Reply all(Request request) {
        ArrayNode rows = Json.array();
        for (Checked one : check.check(request.queries("name"), RegistryConfigHeader.of(request), new CancelToken())) {
            rows.add(row(one));
        }
        return Json.ok(rows);
    }

    private static ObjectNode row(Checked one) {
        ObjectNode row = Json.object()
                .put("Name", one.name().familiar())
                .put(
                        "Status",
                        switch (one.status()) {
                            case UP_TO_DATE -> "up-to-date";
                            case OUTDATED -> "outdated";
                            case GONE -> "gone";
                            case PINNED -> "pinned";
                            case UNKNOWN -> "unknown";
                        })
                .put("Local", one.local().toString());
        if (one.remote() == null) {
            row.putNull("Remote");
        } else {
            row.put("Remote", one.remote().toString());
        }
        return row.put("Reason", one.reason());
    }
}
