package io.berth.server.engine;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.event.EventJson;
import io.berth.server.http.ApiVersion;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** An event as one document of {@code GET /events}. */
final class EventRow {
    private final ApiVersion version;
    private final StreamType type;
    private final boolean withCursor;

    /**
     * Renders for one client.
     *
     * @param withCursor adds {@code cursor}, our own member; only for who asked by the parameter of that name
     */
    EventRow(ApiVersion version, StreamType type, boolean withCursor) {
        this.version = version;
        this.type = type;
        this.withCursor = withCursor;
    }

    byte[] render(Event event) {
        Draft what = event.what();
        ObjectNode row = Json.object();
        if (version.isBefore(52)) {
            putLegacy(row, what);
        }
        EventJson.put(row, event);
        if (withCursor) {
            row.put("cursor", event.seq());
        }
        return framed(hasAlphabet() ? MemberOrder.alphabetical(row) : row);
    }

    private boolean hasAlphabet() {
        return version.isBefore(52) && !version.isBefore(40);
    }

    /** The last row of a stream that ends before its time. */
    byte[] failure(String message) {
        ObjectNode row = Json.object();
        row.put("error", message);
        row.putObject("errorDetail").put("message", message);
        return framed(row);
    }

    /** Until 1.52 the members of the API's first versions went along, for the two types that it then had. */
    private static void putLegacy(ObjectNode row, Draft what) {
        boolean ofContainer = what.type().equals("container");
        if (!ofContainer && !what.type().equals("image")) {
            return;
        }
        row.put("status", what.action());
        if (!what.actor().isEmpty()) {
            row.put("id", what.actor());
        }
        if (ofContainer && what.attributes().containsKey("image")) {
            row.put("from", what.attributes().get("image"));
        }
    }

    private byte[] framed(ObjectNode row) {
        return (type.prefix() + Json.MAPPER.writeValueAsString(row) + '\n').getBytes(StandardCharsets.UTF_8);
    }
}
