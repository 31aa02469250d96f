package io.berth.index;

import io.berth.oci.Digest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Owners in the database, and the blobs that they hold. */
final class OwnerRows {
    private OwnerRows() {}

    static long make(Tx tx, String kind, String subject, @Nullable Instant expires) throws SQLException {
        return tx.sql()
                .insert(
                        "INSERT INTO owner(kind, subject, since, expires) VALUES (?, ?, ?, ?)",
                        kind,
                        subject,
                        tx.nowNanos(),
                        expires == null ? null : Nanos.of(expires));
    }

    static boolean exists(Tx tx, long owner) throws SQLException {
        return tx.sql()
                .first("SELECT 1 FROM owner WHERE id = ?", row -> row.getInt(1), owner)
                .isPresent();
    }

    /** The number of the blob where it is live. */
    static Optional<Long> live(Tx tx, Digest digest) throws SQLException {
        return tx.sql()
                .first(
                        "SELECT id FROM blob WHERE digest = ? AND state = 'LIVE'",
                        row -> row.getLong(1),
                        digest.toString());
    }

    static void hold(Tx tx, long owner, long blob) throws SQLException {
        tx.sql().run("INSERT OR IGNORE INTO owner_blob(owner, blob) VALUES (?, ?)", owner, blob);
    }

    static void release(Tx tx, long owner, Collection<Long> blobs) throws SQLException {
        for (long blob : blobs) {
            tx.sql().run("DELETE FROM owner_blob WHERE owner = ? AND blob = ?", owner, blob);
        }
    }

    /** Makes {@code to} hold all that {@code from} holds. */
    static void share(Tx tx, long from, long to) throws SQLException {
        tx.sql()
                .run(
                        "INSERT OR IGNORE INTO owner_blob(owner, blob) SELECT ?, blob FROM owner_blob WHERE owner = ?",
                        to,
                        from);
    }

    /** Releases all that the owner holds. */
    static void releaseAll(Tx tx, long owner) throws SQLException {
        tx.sql().run("DELETE FROM owner_blob WHERE owner = ?", owner);
    }

    static void remove(Tx tx, long owner) throws SQLException {
        tx.sql().run("DELETE FROM owner WHERE id = ?", owner);
    }

    /** Blobs that this change has left without a holder may be swept from {@code when} on. */
    static void doom(Tx tx, Instant when) throws SQLException {
        tx.sql().run("UPDATE blob SET doomed_at = ? WHERE holds = 0 AND doomed_at IS NULL", Nanos.of(when));
    }
}
