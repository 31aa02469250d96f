package io.berth.cli.command;

import io.berth.cli.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What registries told of their limits, a line for each. */
final class RateLimitText {
    private RateLimitText() {}

    /** {@code docker.io: 76 of 100 left in 6h, counted for 1.2.3.4, resets …}. */
    static List<String> of(List<JsonObject> limits) {
        List<String> lines = new ArrayList<>();
        for (JsonObject limit : limits) {
            lines.add(of(limit));
        }
        return lines;
    }

    static String of(JsonObject limit) {
        StringBuilder line = new StringBuilder(limit.text("Registry")).append(": ");
        line.append(limit.has("Remaining") ? limit.number("Remaining") : "unknown");
        if (limit.has("Limit")) {
            line.append(" of ").append(limit.number("Limit"));
        }
        line.append(" left");
        if (limit.has("WindowSeconds")) {
            line.append(" in ").append(duration(limit.number("WindowSeconds")));
        }
        append(line, ", counted for ", limit.text("Source"));
        append(line, ", with credentials ", limit.text("Credential"));
        append(line, ", resets ", limit.text("Resets"));
        append(line, ", seen ", limit.text("Seen"));
        return line.toString();
    }

    private static void append(StringBuilder line, String before, String text) {
        if (!text.isEmpty()) {
            line.append(before).append(text);
        }
    }

    private static String duration(long seconds) {
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
