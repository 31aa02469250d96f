package io.berth.index;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.io.Limits;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One change while it runs: its connection, its moment, and the events that it wrote. */
final class Tx {
    private final Sql sql;
    private final Instant now;
    private final Room room;
    private final List<Event> events = new ArrayList<>();

    Tx(Sql sql, Instant now, Room room) {
        this.sql = sql;
        this.now = now;
        this.room = room;
    }

    /**
     * Something to do in a transaction. It may be run again from the start, so it changes nothing but the database.
     */
    @FunctionalInterface
    interface Work<T> {
        T run(Tx tx) throws SQLException;
    }

    Sql sql() {
        return sql;
    }

    Instant now() {
        return now;
    }

    long nowNanos() {
        return Nanos.of(now);
    }

    /** Asked before an image or a name is put in place. */
    Room room() {
        return room;
    }

    List<Event> events() {
        return events;
    }

    /** Appends to the log, which forgets its oldest events beyond {@link Limits#EVENTS_MAX}. */
    void log(Draft draft) throws SQLException {
        long seq = sql.insert(
                "INSERT INTO event(at, type, action, actor, attributes) VALUES (?, ?, ?, ?, ?)",
                nowNanos(),
                draft.type(),
                draft.action(),
                draft.actor(),
                TextMap.write(draft.attributes()));
        sql.run("DELETE FROM event WHERE seq <= ?", seq - Limits.EVENTS_MAX);
        events.add(new Event(seq, now, draft));
    }
}
