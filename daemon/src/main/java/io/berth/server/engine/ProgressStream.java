package io.berth.server.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The engine's progress streams: one JSON object after the other, each ended by {@code \r\n} and sent at once. A row with
 * an {@code id} always has {@code progressDetail}: the docker CLI rewrites such a line and would otherwise print it anew.
 */
final class ProgressStream {
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.UTF_8);

    private final OutputStream out;
    private boolean begun;

    ProgressStream(OutputStream out) {
        this.out = out;
    }

    /** Whether something was sent, so that an error can no longer be an ordinary answer. */
    boolean hasBegun() {
        return begun;
    }

    /** A line that clients print as it is. */
    void text(String line) throws IOException {
        row(Json.object().put("stream", line));
    }

    void message(String status) throws IOException {
        row(Json.object().put("status", status));
    }

    void message(String status, String id) throws IOException {
        row(Json.object().put("status", status).put("id", id));
    }

    /** Of the one thing that there is. */
    void progress(String status, ObjectNode detail) throws IOException {
        ObjectNode row = Json.object().put("status", status);
        row.set("progressDetail", detail);
        row(row);
    }

    void progress(String status, String id, ObjectNode detail) throws IOException {
        ObjectNode row = Json.object().put("status", status);
        row.set("progressDetail", detail);
        row(row.put("id", id));
    }

    /** Something for programs, which docker prints in its own words or not at all. */
    void note(ObjectNode aux) throws IOException {
        ObjectNode row = Json.object();
        row.putObject("progressDetail");
        row.set("aux", aux);
        row(row);
    }

    /** The last row of a stream that failed; docker-py reads {@code error}, docker {@code errorDetail}. */
    void error(String message) throws IOException {
        ObjectNode row = Json.object().put("error", message);
        row.putObject("errorDetail").put("message", message);
        row(row);
    }

    private void row(JsonNode row) throws IOException {
        begun = true;
        out.write(Json.bytes(row));
        out.write(END);
        out.flush();
    }
}
