package io.berth.server.engine;

import io.berth.server.http.Handler;
import io.berth.server.http.Reply;
import io.berth.server.http.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The routes of some endpoints, called by their pattern. */
final class RouteTable implements Routes {
    private final Map<String, Handler> handlers = new LinkedHashMap<>();

    static RouteTable of(Endpoints... groups) {
        RouteTable table = new RouteTable();
        for (Endpoints group : groups) {
            group.register(table);
        }
        return table;
    }

    @Override
    public Routes add(String method, String pattern, Handler handler) {
        if (handlers.putIfAbsent(method + ' ' + pattern, handler) != null) {
            throw new IllegalStateException("twice: " + method + ' ' + pattern);
        }
        return this;
    }

    /** {@code GET /version}, … */
    Set<String> patterns() {
        return handlers.keySet();
    }

    Reply call(String route, FakeRequest request) throws IOException {
        return handlers.get(route).handle(request);
    }

    /** Calls a route whose pattern is the request's path. */
    Reply call(FakeRequest request) throws IOException {
        return call(request.method() + ' ' + request.path(), request);
    }

    JsonNode json(FakeRequest request) throws IOException {
        return Json.MAPPER.readTree(body(call(request)));
    }

    static String body(Reply reply) {
        if (!(reply instanceof Reply.Bytes bytes)) {
            throw new AssertionError("no plain body: " + reply);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes.pieces().forEach(piece -> out.write(piece.array(), piece.from(), piece.length()));
        return out.toString(StandardCharsets.UTF_8);
    }
}
