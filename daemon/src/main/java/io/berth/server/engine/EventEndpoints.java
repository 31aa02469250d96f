package io.berth.server.engine;

import io.berth.event.EventBus;
import io.berth.index.Index;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;

/** {@code GET /events}: what happened and happens to images. */
public final class EventEndpoints implements Endpoints {
    private final Index index;
    private final EventBus bus;

    public EventEndpoints(Index index, EventBus bus) {
        this.index = index;
        this.bus = bus;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/events", this::events);
    }

    private Reply events(Request request) {
        EventQuery query = EventQuery.of(request);
        StreamType type = StreamType.of(request);
        boolean withCursor = request.query("cursor").isPresent();
        EventRow row = new EventRow(request.version(), type, withCursor);
        return Reply.stream(type.contentType(), new EventStream(query, row, index, bus));
    }
}
