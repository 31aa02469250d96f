package io.berth.server.engine;

import io.berth.server.http.Request;
import java.util.Locale;
import java.util.Optional;

/** How a stream of JSON documents is framed and called. */
enum StreamType {
    JSON("application/json", ""),
    JSONL("application/jsonl", ""),
    NDJSON("application/x-ndjson", ""),
    /** Each document begins with the record separator (RFC 7464). */
    JSON_SEQ("application/json-seq", "\u001e");

    private final String contentType;
    private final String prefix;

    StreamType(String contentType, String prefix) {
        this.contentType = contentType;
        this.prefix = prefix;
    }

    String contentType() {
        return contentType;
    }

    String prefix() {
        return prefix;
    }

    /**
     * What the client likes best of the three that it can ask for by name, from 1.40 on; the version's own type where it
     * names none of them ({@code *}{@code /*} and {@code application/json} name none).
     */
    static StreamType of(Request request) {
        StreamType best = request.version().isBefore(52) ? JSON : JSONL;
        if (request.version().isBefore(40)) {
            return best;
        }
        double bestWeight = 0;
        for (String range : request.header("Accept").orElse("").split(",", -1)) {
            String[] parts = range.split(";", -1);
            Optional<StreamType> named = named(parts[0].strip().toLowerCase(Locale.ROOT));
            double weight = weight(parts);
            if (named.isPresent() && weight > bestWeight) {
                best = named.get();
                bestWeight = weight;
            }
        }
        return best;
    }

    private static Optional<StreamType> named(String type) {
        for (StreamType one : values()) {
            if (one != JSON && one.contentType.equals(type)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
