package io.berth.server.engine;

import io.berth.server.http.Routes;
import io.berth.webhook.HookStatus;
import io.berth.webhook.Webhooks;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Our own addition to the API: how webhooks do ({@code /berth/webhooks}). */
public final class WebhookEndpoints implements Endpoints {
    private final Webhooks webhooks;

    public WebhookEndpoints(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/webhooks", _ -> {
            ArrayNode rows = Json.array();
            webhooks.status().forEach(status -> put(rows.addObject(), status));
            return Json.ok(rows);
        });
    }

    private static void put(ObjectNode row, HookStatus status) {
        row.put("Name", status.name())
                .put("Address", status.address())
                .put("Cursor", status.cursor())
                .put("Behind", status.behind())
                .put("Delivered", status.delivered())
                .put("Missed", status.missed())
                .put("Failures", status.failures());
        if (status.last() != null) {
            row.put("LastAttempt", Times.print(status.last())).put("LastStatus", status.status());
        }
        if (!status.error().isEmpty()) {
            row.put("LastError", status.error());
        }
        if (status.next() != null) {
            row.put("NextAttempt", Times.print(status.next()));
        }
    }
}
