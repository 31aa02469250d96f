package io.berth.server.engine;

import io.berth.remote.RateLimit;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rate limits in answers of ours; what a registry does not tell is left out. */
final class RateLimitJson {
    private RateLimitJson() {}

    static ArrayNode of(List<RateLimit> limits) {
        ArrayNode rows = Json.array();
        limits.forEach(limit -> rows.add(of(limit)));
        return rows;
    }

    static ObjectNode of(RateLimit limit) {
        ObjectNode row = Json.object().put("Registry", limit.registry());
        if (!limit.credential().isEmpty()) {
            row.put("Credential", limit.credential());
        }
        if (!limit.source().isEmpty()) {
            row.put("Source", limit.source());
        }
        if (limit.limit() >= 0) {
            row.put("Limit", limit.limit());
        }
        if (limit.remaining() >= 0) {
            row.put("Remaining", limit.remaining());
        }
        if (limit.window() != null) {
            row.put("WindowSeconds", limit.window().toSeconds());
        }
        if (limit.resets() != null) {
            row.put("Resets", Times.print(limit.resets()));
        }
        return row.put("Seen", Times.print(limit.seen()));
    }
}
