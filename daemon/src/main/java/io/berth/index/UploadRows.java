package io.berth.index;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Uploads to other registries in the database. */
final class UploadRows {
    private UploadRows() {}

    static Optional<URI> find(Sql sql, Repository repository, Digest blob, Instant now) throws SQLException {
        return sql.first(
                "SELECT location FROM sending WHERE repo = ? AND digest = ? AND touched > ?",
                row -> URI.create(row.getString(1)),
                repository.canonical(),
                blob.toString(),
                Nanos.of(now.minus(Limits.SENDING_AGE_MAX)));
    }

    /** Also where it is too old to be found. */
    static boolean isNoted(Sql sql, Repository repository, Digest blob) throws SQLException {
        return sql.first(
                        "SELECT 1 FROM sending WHERE repo = ? AND digest = ?",
                        row -> row.getInt(1),
                        repository.canonical(),
                        blob.toString())
                .isPresent();
    }

    /** The oldest go where there are too many; a place of unusual length is not worth keeping. */
    static int put(Tx tx, Repository repository, Digest blob, URI location) throws SQLException {
        if (location.toString().length() > Limits.SENDING_LOCATION_LENGTH_MAX) {
            return drop(tx, repository, blob);
        }
        tx.sql().run("DELETE FROM sending WHERE touched <= ?", Nanos.of(tx.now().minus(Limits.SENDING_AGE_MAX)));
        tx.sql()
                .run(
                        "INSERT OR REPLACE INTO sending(repo, digest, location, touched) VALUES (?, ?, ?, ?)",
                        repository.canonical(),
                        blob.toString(),
                        location.toString(),
                        tx.nowNanos());
        return tx.sql()
                .run(
                        "DELETE FROM sending WHERE (repo, digest) IN (SELECT repo, digest FROM sending"
                                + " ORDER BY touched DESC LIMIT -1 OFFSET ?)",
                        Limits.SENDING_MAX);
    }

    static int drop(Tx tx, Repository repository, Digest blob) throws SQLException {
        return tx.sql()
                .run("DELETE FROM sending WHERE repo = ? AND digest = ?", repository.canonical(), blob.toString());
    }
}
