package io.berth.index;

import io.berth.event.Event;
import java.util.List;
import java.util.Set;

/** The log in the index's database. */
final class SqliteEventLog implements EventLog {
    private final Reader reader;
    private final Writer writer;

    SqliteEventLog(Reader reader, Writer writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public void keep(Set<String> names) {
        Set<String> known = reader.read(WebhookRows::names);
        if (!known.equals(names)) {
            writer.run(tx -> WebhookRows.keep(tx, known, names));
        }
    }

    @Override
    public long cursor(String name) {
        return reader.read(sql -> WebhookRows.cursor(sql, name));
    }

    @Override
    public void moved(String name, long cursor) {
        writer.run(tx -> WebhookRows.moved(tx, name, cursor));
    }

    @Override
    public Page after(long cursor, int countMax, int bytesMax) {
        List<Event> events = reader.read(sql -> EventRows.after(sql, cursor, countMax, bytesMax));
        return new Page(events, events.isEmpty() ? 0 : events.getFirst().seq() - cursor - 1);
    }

    @Override
    public long last() {
        return reader.read(EventRows::last);
    }
}
