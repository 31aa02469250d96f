package io.berth.server.engine;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.index.Index;
import io.berth.io.Limits;
import io.berth.server.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * The answer of {@code GET /events}: first the log, then what happens, without a gap or a repetition between them.
 *
 * <p>The bus is joined before the log is read; what arrives on both ways is known by its place in the log. A client that
 * falls behind by more than {@link Limits#EVENTS_WAITING_MAX} events is told so and dropped.
 */
final class EventStream implements Reply.Writer {
    private final EventQuery query;
    private final EventRow row;
    private final Index index;
    private final EventBus bus;
    private long last;

    EventStream(EventQuery query, EventRow row, Index index, EventBus bus) {
        this.query = query;
        this.row = row;
        this.index = index;
        this.bus = bus;
    }

    @Override
    public void write(OutputStream out, Reply.Client client) throws IOException {
        LiveEvents live = new LiveEvents(Limits.EVENTS_WAITING_MAX);
        client.onGone(live::end);
        try (EventBus.Subscription _ = bus.subscribe(live::add)) {
            out.flush();
            writeLog(out, live);
            writeLive(out, live);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Events that came meanwhile are in the log too: as long as too many of them came, it is read on. */
    private void writeLog(OutputStream out, LiveEvents live) throws IOException {
        if (!query.history()) {
            return;
        }
        last = query.cursor();
        readLog(out);
        while (live.hasOverflowed() && !live.hasEnded()) {
            live.restart();
            readLog(out);
        }
        out.flush();
    }

    private void readLog(OutputStream out) {
        index.events(last, query.since(), query.until(), event -> {
            last = event.seq();
            writeRow(out, event);
        });
    }

    private void writeLive(OutputStream out, LiveEvents live) throws IOException {
        while (!live.hasEnded() && Instant.now().isBefore(query.until())) {
            boolean tooSlow = live.hasOverflowed();
            List<Event> events = live.next(query.until());
            for (Event event : events) {
                if (isNew(event)) {
                    writeRow(out, event);
                }
            }
            if (tooSlow) {
                out.write(row.failure("events come faster than they are read: more than " + Limits.EVENTS_WAITING_MAX
                        + " are waiting; go on with since or cursor"));
                out.flush();
                return;
            }
            if (!events.isEmpty()) {
                out.flush();
            }
        }
    }

    /** A place up to the client's cursor is new as well: such a cursor is of a log that was lost. */
    private boolean isNew(Event event) {
        return event.seq() > last || event.seq() <= query.cursor();
    }

    private void writeRow(OutputStream out, Event event) {
        if (query.takes(event)) {
            try {
                out.write(row.render(event));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
