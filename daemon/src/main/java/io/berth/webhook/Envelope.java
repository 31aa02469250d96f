package io.berth.webhook;

import io.berth.event.Event;
import io.berth.event.EventJson;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a receiver is sent: {@code {"daemon": "…", "missed": 0, "events": […]}}. */
final class Envelope {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Envelope() {}

    /**
     * Renders it.
     *
     * @param daemon the daemon's id
     * @param missed events before these that the log has forgotten
     */
    static byte[] of(String daemon, long missed, List<Event> events) {
        ObjectNode body = JSON.createObjectNode().put("daemon", daemon).put("missed", missed);
        ArrayNode rows = body.putArray("events");
        for (Event event : events) {
            ObjectNode row = rows.addObject().put("id", EventJson.id(event));
            EventJson.put(row, event);
            row.put("cursor", event.seq());
        }
        return JSON.writeValueAsBytes(body);
    }
}
