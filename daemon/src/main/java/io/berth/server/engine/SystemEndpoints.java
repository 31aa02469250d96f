package io.berth.server.engine;

import io.berth.event.EventBus;
import io.berth.index.Index;
import io.berth.remote.RateLimits;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the daemon says of itself: {@code /_ping}, {@code /version}, {@code /info}. */
public final class SystemEndpoints implements Endpoints {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Reply.Piece OK = Reply.Piece.of("OK");

    private final VersionAnswer version;
    private final InfoAnswer info;

    public SystemEndpoints(Supplier<SystemFacts> facts, Index index, EventBus events, RateLimits limits) {
        Host host = new Host(Path.of("/"));
        this.version = new VersionAnswer(facts.get(), host);
        this.info = new InfoAnswer(facts, host, index, events, limits);
    }

    @Override
    public void register(Routes routes) {
        routes.get("/_ping", request -> ping(request, List.of(OK)));
        routes.head("/_ping", request -> ping(request, List.of()));
        routes.get("/version", _ -> Json.ok(version.render()));
        routes.get("/info", request -> Json.ok(info.render(request.version())));
    }

    private static Reply ping(Request request, List<Reply.Piece> body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-cache, no-store, must-revalidate");
        headers.put("Pragma", "no-cache");
        if (!request.version().isBefore(40)) {
            headers.put("Builder-Version", "2");
            headers.put("Swarm", "inactive");
        }
        return new Reply.Bytes(200, TEXT, body, headers);
    }
}
