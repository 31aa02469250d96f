package io.berth.index;

import io.berth.event.Draft;
import io.berth.event.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The durable log of events. */
final class EventRows {
    private EventRows() {}

    static List<Event> page(Sql sql, long cursor, Instant since, Instant until, int max) throws SQLException {
        return sql.list(
                "SELECT seq, at, type, action, actor, attributes FROM event"
                        + " WHERE seq > ? AND at >= ? AND at <= ? ORDER BY seq LIMIT ?",
                row -> new Event(
                        row.getLong(1),
                        Nanos.instant(row.getLong(2)),
                        new Draft(
                                row.getString(3), row.getString(4), row.getString(5), TextMap.read(row.getString(6)))),
                cursor,
                Nanos.of(since),
                Nanos.of(until),
                max);
    }
}
