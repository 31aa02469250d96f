package io.berth.index;

import io.berth.index.Index.NameEntry;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Names and their history in the database. */
final class NameRows {
    private static final String BEHIND =
            " FROM name_log AS next WHERE next.repo = had.repo AND next.ref = had.ref AND next.seq > had.seq";
    private static final String TAKEN = "SELECT had.repo, had.ref FROM name_log AS had WHERE had.digest = ?"
            + (" AND EXISTS (SELECT 1" + BEHIND + " AND next.digest IS NULL AND next.at >= ?)")
            + (" AND NOT EXISTS (SELECT 1" + BEHIND + " LIMIT 1 OFFSET 1)");

    private NameRows() {}

    /** The column {@code ref} of a name: {@code :tag} or {@code @digest}. */
    static String ref(Reference name) {
        String tag = name.tag();
        Digest digest = name.digest();
        if (tag != null && digest == null) {
            return ":" + tag;
        }
        if (digest != null && tag == null) {
            return "@" + digest;
        }
        throw new IllegalArgumentException("a local name has a tag or a digest: " + name);
    }

    static Repository repository(String canonical) {
        int slash = canonical.indexOf('/');
        return new Repository(canonical.substring(0, slash), canonical.substring(slash + 1));
    }

    static Reference reference(String repo, String ref) {
        return reference(repository(repo), ref);
    }

    static Reference reference(Repository repository, String ref) {
        String value = ref.substring(1);
        return ref.charAt(0) == ':'
                ? Reference.tagged(repository, value)
                : Reference.digested(repository, Digest.parse(value));
    }

    static List<Reference> ofImage(Sql sql, long image) throws SQLException {
        return ofImage(sql, image, NameRows::repository);
    }

    /** @param repositories gives the repository of a canonical name */
    static List<Reference> ofImage(Sql sql, long image, Function<String, Repository> repositories) throws SQLException {
        return sql.list(
                "SELECT repo, ref FROM name WHERE image = ?",
                row -> reference(repositories.apply(row.getString(1)), row.getString(2)),
                image);
    }

    static Optional<Long> find(Sql sql, Reference name) throws SQLException {
        return sql.first(
                "SELECT image FROM name WHERE repo = ? AND ref = ?",
                row -> row.getLong(1),
                name.repository().canonical(),
                ref(name));
    }

    /** Points the name to the image; where it already does, nothing changes. */
    static void put(Tx tx, Reference name, Digest image, String cause) throws SQLException {
        long target =
                ImageRows.id(tx.sql(), image).orElseThrow(() -> new NotFound(Subject.IMAGE, "No such image: " + image));
        Optional<Long> present = find(tx.sql(), name);
        if (present.isPresent() && present.get() == target) {
            return;
        }
        if (present.isEmpty()) {
            tx.room().name(HeldBytes.of(name));
        }
        tx.sql()
                .run(
                        "INSERT INTO name(repo, ref, image, since) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT DO UPDATE SET image = excluded.image, since = excluded.since",
                        name.repository().canonical(),
                        ref(name),
                        target,
                        tx.nowNanos());
        tx.sql().run("UPDATE image SET named = ? WHERE id = ?", tx.nowNanos(), target);
        log(tx, name, image, cause);
    }

    /** Takes the name away, if there is one. */
    static void drop(Tx tx, Reference name, String cause) throws SQLException {
        if (find(tx.sql(), name).isPresent()) {
            tx.sql()
                    .run(
                            "DELETE FROM name WHERE repo = ? AND ref = ?",
                            name.repository().canonical(),
                            ref(name));
            log(tx, name, null, cause);
        }
    }

    /** Names that were taken away from the image since then, and have pointed to nothing else. */
    static List<Reference> taken(Sql sql, Digest image, Instant since) throws SQLException {
        return sql.list(TAKEN, row -> reference(row.getString(1), row.getString(2)), image.toString(), Nanos.of(since));
    }

    private static void log(Tx tx, Reference name, @Nullable Digest digest, String cause) throws SQLException {
        String repo = name.repository().canonical();
        String ref = ref(name);
        tx.sql()
                .run(
                        "INSERT INTO name_log(repo, ref, digest, at, cause) VALUES (?, ?, ?, ?, ?)",
                        repo,
                        ref,
                        digest == null ? null : digest.toString(),
                        tx.nowNanos(),
                        cause);
        tx.sql()
                .run(
                        "DELETE FROM name_log WHERE repo = ? AND ref = ? AND seq <= (SELECT seq FROM name_log"
                                + " WHERE repo = ? AND ref = ? ORDER BY seq DESC LIMIT 1 OFFSET "
                                + Limits.NAME_HISTORY_MAX + ")",
                        repo,
                        ref,
                        repo,
                        ref);
    }

    static List<NameEntry> history(Sql sql, Reference name) throws SQLException {
        return sql.list(
                "SELECT digest, at, cause FROM name_log WHERE repo = ? AND ref = ? ORDER BY seq DESC",
                row -> {
                    String digest = row.getString(1);
                    return new NameEntry(
                            name,
                            digest == null ? null : Digest.parse(digest),
                            Nanos.instant(row.getLong(2)),
                            row.getString(3));
                },
                name.repository().canonical(),
                ref(name));
    }

    static List<Reference> known(Sql sql, Repository repository) throws SQLException {
        return sql
                .list(
                        "SELECT DISTINCT repo, ref FROM name_log WHERE repo = ?",
                        row -> reference(row.getString(1), row.getString(2)),
                        repository.canonical())
                .stream()
                .sorted()
                .toList();
    }
}
