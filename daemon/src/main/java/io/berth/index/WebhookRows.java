package io.berth.index;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** How far webhooks have come, in the database. */
final class WebhookRows {
    private WebhookRows() {}

    static Set<String> names(Sql sql) throws SQLException {
        return new HashSet<>(sql.list("SELECT name FROM webhook", row -> row.getString(1)));
    }

    static int keep(Tx tx, Set<String> known, Set<String> names) throws SQLException {
        for (String name : known) {
            if (!names.contains(name)) {
                tx.sql().run("DELETE FROM webhook WHERE name = ?", name);
            }
        }
        for (String name : names) {
            tx.sql().run("INSERT OR IGNORE INTO webhook(name, cursor) VALUES (?, ?)", name, EventRows.last(tx.sql()));
        }
        return names.size();
    }

    static long cursor(Sql sql, String name) throws SQLException {
        return sql.first("SELECT cursor FROM webhook WHERE name = ?", row -> row.getLong(1), name)
                .orElse(0L);
    }

    static int moved(Tx tx, String name, long cursor) throws SQLException {
        return tx.sql().run("UPDATE webhook SET cursor = ? WHERE name = ?", cursor, name);
    }
}
