package io.berth.index;

import io.berth.event.Draft;
import io.berth.event.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The durable log of events. */
final class EventRows {
    private static final int PAGE_ROWS = 500;

    private EventRows() {}

    /** Hands over all events behind {@code cursor} and within the times, in order. */
    static void all(Reader reader, long cursor, Instant since, Instant until, Consumer<Event> consumer) {
        long from = cursor;
        List<Event> page;
        do {
            long after = from;
            page = reader.read(sql -> page(sql, after, since, until));
            page.forEach(consumer);
            from = page.isEmpty() ? from : page.getLast().seq();
        } while (page.size() == PAGE_ROWS);
    }

    private static List<Event> page(Sql sql, long cursor, Instant since, Instant until) throws SQLException {
        return sql.list(
                "SELECT seq, at, type, action, actor, attributes FROM event"
                        + " WHERE seq > ? AND at >= ? AND at <= ? ORDER BY seq LIMIT ?",
                EventRows::event,
                cursor,
                Nanos.of(since),
                Nanos.of(until),
                PAGE_ROWS);
    }

    /** The next events; beyond the first one no more than so many bytes, as they lie in the database. */
    static List<Event> after(Sql sql, long cursor, int countMax, int bytesMax) throws SQLException {
        return sql.list(
                "SELECT seq, at, type, action, actor, attributes FROM ("
                        + "SELECT *, sum(octet_length(actor) + octet_length(attributes)) OVER (ORDER BY seq) AS bytes,"
                        + " row_number() OVER (ORDER BY seq) AS row"
                        + " FROM (SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?))"
                        + " WHERE bytes <= ? OR row = 1 ORDER BY seq",
                EventRows::event,
                cursor,
                countMax,
                bytesMax);
    }

    static long last(Sql sql) throws SQLException {
        return sql.first("SELECT coalesce(max(seq), 0) FROM event", row -> row.getLong(1))
                .orElseThrow();
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getLong(1),
                Nanos.instant(row.getLong(2)),
                new Draft(row.getString(3), row.getString(4), row.getString(5), TextMap.read(row.getString(6))));
    }
}
