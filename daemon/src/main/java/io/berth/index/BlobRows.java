package io.berth.index;

import static java.util.stream.Collectors.joining;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Blobs and ingests in the database. */
final class BlobRows {
    private static final String SELECT = "SELECT digest, size, alloc, state FROM blob";

    private static final int PAGE_ROWS = 500;

    private BlobRows() {}

    static Optional<BlobRow> find(Sql sql, Digest digest) throws SQLException {
        return sql.first(SELECT + " WHERE digest = ?", BlobRows::row, digest.toString());
    }

    static Optional<BlobRow> ofImage(Sql sql, Digest digest) throws SQLException {
        return sql.first(
                SELECT + " WHERE digest = ? AND state = 'LIVE' AND images > 0", BlobRows::row, digest.toString());
    }

    /** Hands over all blobs, live or not, in the order of their digests. */
    static void all(Reader reader, Consumer<BlobRow> consumer) {
        String from = "";
        List<BlobRow> page;
        do {
            String after = from;
            page = reader.read(sql -> page(sql, after, PAGE_ROWS));
            page.forEach(consumer);
            from = page.isEmpty() ? from : page.getLast().digest().toString();
        } while (page.size() == PAGE_ROWS);
    }

    static List<BlobRow> page(Sql sql, String after, int max) throws SQLException {
        return sql.list(SELECT + " WHERE digest > ? ORDER BY digest LIMIT ?", BlobRows::row, after, max);
    }

    static List<Digest> damaged(Sql sql, Digest image) throws SQLException {
        return sql.list(
                "SELECT blob.digest FROM image JOIN owner_blob ON owner = image.id JOIN blob ON blob.id = blob"
                        + " WHERE image.digest = ? AND state <> 'LIVE'",
                row -> Digest.parse(row.getString(1)),
                image.toString());
    }

    private static BlobRow row(ResultSet row) throws SQLException {
        return new BlobRow(Digest.parse(row.getString(1)), row.getLong(2), row.getLong(3), row.getString(4));
    }

    /** Holds what is live, and expects the rest to be written. */
    static Set<Digest> claim(Tx tx, JobId job, Collection<Digest> wanted) throws SQLException {
        if (!OwnerRows.exists(tx, job.value())) {
            throw new IllegalStateException("the job has ended: " + job);
        }
        Set<Digest> have = new LinkedHashSet<>();
        for (Digest digest : wanted) {
            Optional<Long> blob = OwnerRows.live(tx, digest);
            if (blob.isPresent()) {
                OwnerRows.hold(tx, job.value(), blob.get());
                have.add(digest);
            } else {
                expect(tx, digest);
            }
        }
        return have;
    }

    static boolean isExpected(Sql sql, Digest digest) throws SQLException {
        return sql.first("SELECT 1 FROM ingest WHERE digest = ?", row -> row.getInt(1), digest.toString())
                .isPresent();
    }

    static int expect(Tx tx, Digest digest) throws SQLException {
        return tx.sql()
                .run("INSERT OR IGNORE INTO ingest(digest, touched) VALUES (?, ?)", digest.toString(), tx.nowNanos());
    }

    static int durable(Tx tx, Digest digest, long bytes) throws SQLException {
        return tx.sql()
                .run(
                        "UPDATE ingest SET durable = ?, touched = ? WHERE digest = ?",
                        bytes,
                        tx.nowNanos(),
                        digest.toString());
    }

    static List<Ledger.IngestRow> ingests(Sql sql) throws SQLException {
        return sql.list(
                "SELECT digest, durable, touched FROM ingest ORDER BY touched",
                row -> new Ledger.IngestRow(
                        Digest.parse(row.getString(1)), row.getLong(2), Nanos.instant(row.getLong(3))));
    }

    static int forgetIngests(Tx tx, Collection<Digest> digests) throws SQLException {
        for (Digest digest : digests) {
            forgetIngest(tx, digest);
        }
        return digests.size();
    }

    private static void forgetIngest(Tx tx, Digest digest) throws SQLException {
        tx.sql().run("DELETE FROM ingest WHERE digest = ?", digest.toString());
    }

    static boolean hold(Tx tx, Digest digest, Collection<JobId> jobs, Duration leftover) throws SQLException {
        Optional<Long> blob = OwnerRows.live(tx, digest);
        if (blob.isEmpty()) {
            return false;
        }
        for (JobId job : jobs) {
            if (OwnerRows.exists(tx, job.value())) {
                OwnerRows.hold(tx, job.value(), blob.get());
            }
        }
        forgetIngest(tx, digest);
        OwnerRows.doom(tx, tx.now().plus(leftover));
        return true;
    }

    static boolean live(Tx tx, BlobRow blob, Collection<JobId> jobs, Duration leftover) throws SQLException {
        tx.sql()
                .run(
                        "INSERT INTO blob(digest, size, alloc, state) VALUES (?, ?, ?, 'LIVE') ON CONFLICT DO UPDATE"
                                + " SET size = excluded.size, alloc = excluded.alloc, state = 'LIVE', doomed_at = NULL",
                        blob.digest().toString(),
                        blob.size(),
                        blob.alloc());
        return hold(tx, blob.digest(), jobs, leftover);
    }

    static boolean quarantine(Tx tx, Digest digest) throws SQLException {
        return tx.sql()
                        .run(
                                "UPDATE blob SET state = 'QUARANTINED' WHERE digest = ? AND state = 'LIVE'",
                                digest.toString())
                > 0;
    }

    static List<BlobRow> doom(Tx tx, boolean leftovers, Set<Digest> leased) throws SQLException {
        UndoRows.expire(tx);
        RepositoryRows.expire(tx);
        tx.sql()
                .run(
                        "UPDATE blob SET state = 'DELETING', alloc = (state = 'LIVE') * alloc"
                                + " WHERE holds = 0 AND state <> 'DELETING' AND doomed_at <= ?"
                                + " AND digest NOT IN (SELECT value FROM json_each(?))",
                        leftovers ? Long.MAX_VALUE : tx.nowNanos(),
                        leased.stream().map(Digest::toString).collect(joining("\",\"", "[\"", "\"]")));
        return tx.sql().list(SELECT + " WHERE state = 'DELETING'", BlobRows::row);
    }

    static List<BlobRow> unheld(Sql sql) throws SQLException {
        return sql.list(SELECT + " WHERE holds = 0 AND state <> 'DELETING' AND doomed_at IS NOT NULL", BlobRows::row);
    }

    static int gone(Tx tx, Collection<Digest> digests) throws SQLException {
        for (Digest digest : digests) {
            tx.sql().run("DELETE FROM blob WHERE digest = ? AND state = 'DELETING'", digest.toString());
        }
        return digests.size();
    }

    static Instant nextDoom(Sql sql) throws SQLException {
        @Nullable
        Long next = sql.list(
                        "SELECT min(t) FROM (SELECT min(doomed_at) AS t FROM blob WHERE holds = 0 AND state <> 'DELETING'"
                                + " UNION ALL SELECT min(expires) FROM owner WHERE kind = 'UNDO'"
                                + " UNION ALL SELECT min(until) FROM repository_blob"
                                + " UNION ALL SELECT " + Long.MIN_VALUE + " FROM blob WHERE state = 'DELETING')",
                        row -> (Long) row.getObject(1))
                .getFirst();
        return next == null ? Instant.MAX : next == Long.MIN_VALUE ? Instant.MIN : Nanos.instant(next);
    }

    static String bootId(Sql sql) throws SQLException {
        return sql.first("SELECT value FROM meta WHERE key = 'boot_id'", row -> row.getString(1))
                .orElse("");
    }

    static int bootId(Tx tx, String id) throws SQLException {
        return tx.sql().run("INSERT OR REPLACE INTO meta(key, value) VALUES ('boot_id', ?)", id);
    }
}
