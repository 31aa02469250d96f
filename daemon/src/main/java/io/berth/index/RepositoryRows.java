package io.berth.index;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Repositories in the database, and the blobs that they have. */
final class RepositoryRows {
    private RepositoryRows() {}

    static Optional<Long> id(Sql sql, RepositoryName name) throws SQLException {
        return sql.first("SELECT id FROM repository WHERE name = ?", row -> row.getLong(1), name.value());
    }

    static long make(Tx tx, RepositoryName name) throws SQLException {
        Optional<Long> present = id(tx.sql(), name);
        if (present.isPresent()) {
            return present.get();
        }
        long id = OwnerRows.make(tx, "REPOSITORY", name.value(), null);
        tx.sql().run("INSERT INTO repository(id, name) VALUES (?, ?)", id, name.value());
        return id;
    }

    /** The blob where the repository has it and it is not damaged. */
    static Optional<BlobRow> blob(Sql sql, RepositoryName name, Digest digest) throws SQLException {
        return sql.first(
                "SELECT size, alloc, state FROM blob JOIN repository_blob h ON h.blob = blob.id"
                        + " JOIN repository r ON r.id = h.repository"
                        + " WHERE digest = ? AND r.name = ? AND state = 'LIVE'",
                row -> new BlobRow(digest, row.getLong(1), row.getLong(2), row.getString(3)),
                digest.toString(),
                name.value());
    }

    static List<RepositoryName> holders(Sql sql, Digest digest, int max) throws SQLException {
        return sql.list(
                "SELECT r.name FROM blob JOIN owner_blob h ON h.blob = blob.id JOIN repository r ON r.id = h.owner"
                        + " WHERE digest = ? AND state = 'LIVE' LIMIT ?",
                row -> new RepositoryName(row.getString(1)),
                digest.toString(),
                max);
    }

    /** The number of the blob where the repository has it, damaged or not. */
    static Optional<Long> held(Sql sql, long repository, Digest digest) throws SQLException {
        return number(sql, repository, digest, "%");
    }

    /** The same where it is not damaged. */
    static Optional<Long> live(Sql sql, long repository, Digest digest) throws SQLException {
        return number(sql, repository, digest, "LIVE");
    }

    private static Optional<Long> number(Sql sql, long repository, Digest digest, String state) throws SQLException {
        return sql.first(
                "SELECT h.blob FROM repository_blob h JOIN blob ON blob.id = h.blob"
                        + " WHERE h.repository = ? AND digest = ? AND state LIKE ?",
                row -> row.getLong(1),
                repository,
                digest.toString(),
                state);
    }

    static List<RepositoryName> names(Sql sql, String after, int max) throws SQLException {
        return sql.list(
                "SELECT name FROM repository WHERE name > ?"
                        + " AND EXISTS (SELECT 1 FROM manifest WHERE repository = repository.id)"
                        + " ORDER BY name LIMIT ?",
                row -> new RepositoryName(row.getString(1)),
                after,
                max);
    }

    /** Makes the repository have the blob, until then where no manifest names it before. */
    static void hold(Tx tx, long repository, long blob, Instant until) throws SQLException {
        tx.sql()
                .run(
                        "INSERT INTO repository_blob(repository, blob, until) VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                                + " SET until = max(until, excluded.until)",
                        repository,
                        blob,
                        Nanos.of(until));
    }

    /** Makes the repository have a blob that a manifest names now, or that is one; its wait, if any, is over. */
    static void keep(Tx tx, long repository, long blob) throws SQLException {
        tx.sql()
                .run(
                        "INSERT INTO repository_blob(repository, blob, until) VALUES (?, ?, NULL)"
                                + " ON CONFLICT DO UPDATE SET until = NULL WHERE until IS NOT NULL",
                        repository,
                        blob);
    }

    /** Whether a manifest names the blob, or it is one itself. */
    static boolean isKept(Sql sql, long repository, long blob) throws SQLException {
        return sql.first(
                        "SELECT 1 FROM repository_blob WHERE repository = ? AND blob = ? AND until IS NULL",
                        row -> row.getInt(1),
                        repository,
                        blob)
                .isPresent();
    }

    /** Lets go of a blob; the repository goes with its last one. */
    static void release(Tx tx, long repository, long blob) throws SQLException {
        tx.sql().run("DELETE FROM repository_blob WHERE repository = ? AND blob = ?", repository, blob);
    }

    /** Ends a change that has released blobs: what nobody has is free, and a repository without anything goes. */
    static void settle(Tx tx, long repository) throws SQLException {
        int gone = tx.sql()
                .run(
                        "DELETE FROM repository WHERE id = ?1"
                                + " AND NOT EXISTS (SELECT 1 FROM repository_blob WHERE repository = ?1)",
                        repository);
        if (gone > 0) {
            OwnerRows.remove(tx, repository);
        }
        OwnerRows.doom(tx, tx.now());
    }

    /** Lets go of blobs that have waited in vain. */
    static void expire(Tx tx) throws SQLException {
        for (long repository : tx.sql()
                .list(
                        "SELECT DISTINCT repository FROM repository_blob WHERE until <= ?",
                        row -> row.getLong(1),
                        tx.nowNanos())) {
            tx.sql().run("DELETE FROM repository_blob WHERE repository = ? AND until <= ?", repository, tx.nowNanos());
            settle(tx, repository);
        }
    }
}
