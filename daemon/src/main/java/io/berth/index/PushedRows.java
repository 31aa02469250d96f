package io.berth.index;

import io.berth.index.Repositories.Filter;
import io.berth.index.Repositories.ManifestPut;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Manifests and tags of repositories in the database. */
final class PushedRows {
    private static final String SELECT = "SELECT m.type, blob.digest, blob.size, m.artifact_type, m.annotations"
            + " FROM repository r JOIN manifest m ON m.repository = r.id JOIN blob ON blob.id = m.blob";

    private PushedRows() {}

    static Optional<Descriptor> find(Sql sql, RepositoryName name, Digest digest) throws SQLException {
        return sql.first(
                SELECT + " WHERE r.name = ? AND blob.digest = ?",
                PushedRows::descriptor,
                name.value(),
                digest.toString());
    }

    static Optional<Descriptor> tagged(Sql sql, RepositoryName name, String tag) throws SQLException {
        return sql.first(
                SELECT + " JOIN tag t ON t.repository = r.id AND t.manifest = m.blob WHERE r.name = ? AND t.tag = ?",
                PushedRows::descriptor,
                name.value(),
                tag);
    }

    static List<String> tags(Sql sql, RepositoryName name, String after, int max) throws SQLException {
        return sql.list(
                "SELECT tag FROM tag JOIN repository r ON r.id = repository WHERE r.name = ? AND tag > ?"
                        + " ORDER BY tag LIMIT ?",
                row -> row.getString(1),
                name.value(),
                after,
                max);
    }

    /** Tags that point to a manifest. */
    static List<String> tags(Sql sql, RepositoryName name, Digest manifest) throws SQLException {
        return sql.list(
                "SELECT t.tag FROM tag t JOIN repository r ON r.id = t.repository JOIN blob ON blob.id = t.manifest"
                        + " WHERE r.name = ? AND blob.digest = ?",
                row -> row.getString(1),
                name.value(),
                manifest.toString());
    }

    /** Tags that would point elsewhere than before. */
    static List<String> moving(Sql sql, ManifestPut put) throws SQLException {
        List<String> moving = new ArrayList<>();
        for (String tag : put.tags()) {
            tagged(sql, put.repository(), tag)
                    .filter(before -> !before.digest().equals(put.descriptor().digest()))
                    .ifPresent(_ -> moving.add(tag));
        }
        return moving;
    }

    static List<Descriptor> referrers(
            Sql sql, RepositoryName name, Digest subject, Filter filter, String after, int max) throws SQLException {
        return sql.list(
                SELECT + " WHERE r.name = ? AND m.subject = ? AND blob.digest > ?"
                        + " AND (?4 IS NULL OR m.artifact_type = ?4) ORDER BY blob.digest LIMIT ?5",
                PushedRows::descriptor,
                name.value(),
                subject.toString(),
                after,
                filter.artifactType(),
                max);
    }

    private static Descriptor descriptor(ResultSet row) throws SQLException {
        return new Descriptor(
                row.getString(1),
                Digest.parse(row.getString(2)),
                row.getLong(3),
                null,
                row.getString(4),
                List.of(),
                TextMap.read(row.getString(5)));
    }

    static void put(Tx tx, ManifestPut put) throws SQLException {
        long repository = RepositoryRows.make(tx, put.repository());
        Digest digest = put.descriptor().digest();
        long manifest = OwnerRows.live(tx, digest).orElseThrow(() -> missing(digest));
        RepositoryRows.keep(tx, repository, manifest);
        insert(tx, repository, manifest, put);
        for (Digest named : put.required()) {
            long blob = required(tx, repository, named, put.borrows());
            RepositoryRows.keep(tx, repository, blob);
            tx.sql()
                    .run(
                            "INSERT OR IGNORE INTO manifest_blob(repository, manifest, blob) VALUES (?, ?, ?)",
                            repository,
                            manifest,
                            blob);
        }
        for (String tag : put.tags()) {
            tag(tx, repository, manifest, tag);
        }
    }

    private static long required(Tx tx, long repository, Digest named, boolean borrows) throws SQLException {
        Optional<Long> present = RepositoryRows.live(tx.sql(), repository, named);
        if (present.isPresent()) {
            return present.get();
        }
        if (!borrows || BlobRows.ofImage(tx.sql(), named).isEmpty()) {
            throw missing(named);
        }
        return OwnerRows.live(tx, named).orElseThrow();
    }

    private static InvalidParameter missing(Digest digest) {
        return new InvalidParameter(Subject.BLOB, "blob unknown to the repository: " + digest);
    }

    private static void insert(Tx tx, long repository, long manifest, ManifestPut put) throws SQLException {
        Digest subject = put.subject();
        tx.sql()
                .run(
                        "INSERT OR IGNORE INTO manifest"
                                + "(repository, blob, type, subject, artifact_type, annotations, since)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        repository,
                        manifest,
                        put.descriptor().mediaType(),
                        subject == null ? null : subject.toString(),
                        put.descriptor().artifactType(),
                        TextMap.write(put.descriptor().annotations()),
                        tx.nowNanos());
    }

    private static void tag(Tx tx, long repository, long manifest, String tag) throws SQLException {
        tx.sql()
                .run(
                        "INSERT INTO tag(repository, tag, manifest, since) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT DO UPDATE SET manifest = excluded.manifest, since = excluded.since"
                                + " WHERE manifest <> excluded.manifest",
                        repository,
                        tag,
                        manifest,
                        tx.nowNanos());
    }

    static boolean dropTag(Tx tx, RepositoryName name, String tag) throws SQLException {
        Optional<Long> repository = RepositoryRows.id(tx.sql(), name);
        return repository.isPresent()
                && tx.sql().run("DELETE FROM tag WHERE repository = ? AND tag = ?", repository.get(), tag) > 0;
    }

    /** Takes the manifest out of the repository, and with it the blobs that nothing else there names. */
    static boolean drop(Tx tx, RepositoryName name, Digest digest) throws SQLException {
        Optional<Long> repository = RepositoryRows.id(tx.sql(), name);
        Optional<Long> manifest =
                repository.isEmpty() ? Optional.empty() : manifest(tx.sql(), repository.get(), digest);
        if (manifest.isEmpty()) {
            return false;
        }
        drop(tx, repository.get(), manifest.get());
        RepositoryRows.settle(tx, repository.get());
        return true;
    }

    private static Optional<Long> manifest(Sql sql, long repository, Digest digest) throws SQLException {
        return sql.first(
                "SELECT m.blob FROM manifest m JOIN blob ON blob.id = m.blob WHERE m.repository = ? AND digest = ?",
                row -> row.getLong(1),
                repository,
                digest.toString());
    }

    /** An index that names it goes on without it. */
    private static void drop(Tx tx, long repository, long manifest) throws SQLException {
        Sql sql = tx.sql();
        List<Long> named = sql.list(
                "SELECT blob FROM manifest_blob WHERE repository = ? AND manifest = ?",
                row -> row.getLong(1),
                repository,
                manifest);
        sql.run("DELETE FROM tag WHERE repository = ? AND manifest = ?", repository, manifest);
        sql.run(
                "DELETE FROM manifest_blob WHERE repository = ?1 AND (manifest = ?2 OR blob = ?2)",
                repository,
                manifest);
        sql.run("DELETE FROM manifest WHERE repository = ? AND blob = ?", repository, manifest);
        RepositoryRows.release(tx, repository, manifest);
        for (long blob : named) {
            if (!isNamed(sql, repository, blob)) {
                RepositoryRows.release(tx, repository, blob);
            }
        }
    }

    /** Whether a manifest of the repository names the blob, or it is one. */
    private static boolean isNamed(Sql sql, long repository, long blob) throws SQLException {
        return sql.first(
                        "SELECT 1 WHERE EXISTS (SELECT 1 FROM manifest_blob WHERE repository = ?1 AND blob = ?2)"
                                + " OR EXISTS (SELECT 1 FROM manifest WHERE repository = ?1 AND blob = ?2)",
                        row -> row.getInt(1),
                        repository,
                        blob)
                .isPresent();
    }
}
