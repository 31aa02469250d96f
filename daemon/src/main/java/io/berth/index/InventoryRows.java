package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Uses and ages in the database. */
final class InventoryRows {
    private InventoryRows() {}

    /** A use that is older than the one that is known changes nothing, nor does one of what is not here. */
    static void use(Tx tx, Digest digest, Instant at) throws SQLException {
        tx.sql()
                .run(
                        "INSERT INTO used(digest, at) SELECT digest, ?2 FROM blob WHERE digest = ?1"
                                + " ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
                        digest.toString(),
                        Nanos.of(at));
    }

    static Map<Digest, Instant> lastUsed(Sql sql) throws SQLException {
        Map<Digest, Instant> all = new HashMap<>();
        sql.list("SELECT digest, at FROM used", row -> {
            all.put(Digest.parse(row.getString(1)), Nanos.instant(row.getLong(2)));
            return true;
        });
        return all;
    }

    static Map<Reference, Instant> named(Sql sql) throws SQLException {
        Map<Reference, Instant> all = new HashMap<>();
        sql.list("SELECT repo || ref, since FROM name", row -> {
            all.put(Reference.parse(row.getString(1)), Nanos.instant(row.getLong(2)));
            return true;
        });
        return all;
    }

    static Map<Digest, Long> allocated(Sql sql) throws SQLException {
        Map<Digest, Long> all = new HashMap<>();
        sql.list("SELECT digest, alloc FROM blob WHERE state = 'LIVE'", row -> {
            all.put(Digest.parse(row.getString(1)), row.getLong(2));
            return true;
        });
        return all;
    }

    static Set<Digest> heldElsewhere(Sql sql) throws SQLException {
        return new HashSet<>(sql.list(
                "SELECT DISTINCT blob.digest FROM owner JOIN owner_blob ON owner = owner.id JOIN blob ON blob.id = blob"
                        + " WHERE kind NOT IN ('IMAGE', 'REPOSITORY')",
                row -> Digest.parse(row.getString(1))));
    }
}
