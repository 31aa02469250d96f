package io.berth.index;

import io.berth.event.Draft;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Subject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link Catalogue} in the database. */
record SqliteCatalogue(Reader reader, Writer writer) implements Catalogue {
    private static final String NUMBER = "(SELECT id FROM blob WHERE digest = ?)";

    @Override
    public List<Usage> repositories() {
        return reader.read(sql -> sql.list(
                "SELECT r.name, (SELECT count(*) FROM tag WHERE repository = r.id),"
                        + " (SELECT count(*) FROM manifest WHERE repository = r.id),"
                        + " sum(b.size), sum((b.holds = 1) * b.size)"
                        + " FROM repository r JOIN repository_blob h ON h.repository = r.id JOIN blob b ON b.id = h.blob"
                        + " GROUP BY r.id ORDER BY r.name",
                row -> new Usage(
                        new RepositoryName(row.getString(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5))));
    }

    @Override
    public List<Tagged> tags() {
        return reader.read(sql -> sql.list(
                "SELECT r.name, t.tag, b.digest, t.since FROM tag t JOIN repository r ON r.id = t.repository"
                        + " JOIN blob b ON b.id = t.manifest ORDER BY r.name, t.tag",
                row -> new Tagged(
                        new RepositoryName(row.getString(1)),
                        row.getString(2),
                        Digest.parse(row.getString(3)),
                        Nanos.instant(row.getLong(4)))));
    }

    @Override
    public List<Pushed> manifests() {
        return reader.read(SqliteCatalogue::manifests);
    }

    private static List<Pushed> manifests(Sql sql) throws SQLException {
        Map<String, Set<Digest>> named = new HashMap<>();
        sql.list(
                "SELECT n.repository || ' ' || n.manifest, b.digest FROM manifest_blob n JOIN blob b ON b.id = n.blob",
                row -> named.computeIfAbsent(row.getString(1), _ -> new HashSet<>())
                        .add(Digest.parse(row.getString(2))));
        return sql.list(
                "SELECT r.name, b.digest, m.subject, m.since, m.repository || ' ' || m.blob FROM manifest m"
                        + " JOIN repository r ON r.id = m.repository JOIN blob b ON b.id = m.blob",
                row -> new Pushed(
                        new RepositoryName(row.getString(1)),
                        Digest.parse(row.getString(2)),
                        named.getOrDefault(row.getString(5), Set.of()),
                        Optional.ofNullable(row.getString(3)).map(Digest::parse).orElse(null),
                        Nanos.instant(row.getLong(4))));
    }

    @Override
    public boolean remove(
            RepositoryName repository,
            Digest manifest,
            Collection<String> tags,
            Collection<Digest> dependents,
            boolean whole,
            List<Draft> events) {
        try {
            return writer.runFreeing(tx -> {
                Optional<Long> id = RepositoryRows.id(tx.sql(), repository);
                if (id.isEmpty()) {
                    return false;
                }
                for (String tag : tags) {
                    untag(tx, id.get(), manifest, tag);
                }
                if (whole) {
                    drop(tx, id.get(), repository, manifest, dependents);
                }
                for (Draft event : events) {
                    tx.log(event);
                }
                return true;
            });
        } catch (Conflict _) {
            return false;
        }
    }

    private static void untag(Tx tx, long repository, Digest manifest, String tag) throws SQLException {
        tx.sql()
                .run(
                        "DELETE FROM tag WHERE repository = ? AND tag = ? AND manifest = " + NUMBER,
                        repository,
                        tag,
                        manifest.toString());
    }

    private static void drop(Tx tx, long id, RepositoryName repository, Digest manifest, Collection<Digest> dependents)
            throws SQLException {
        if (has(tx, "tag WHERE manifest", id, manifest)) {
            throw new Conflict(Subject.MANIFEST, "manifest " + manifest + " has another tag");
        }
        List<Digest> going = new ArrayList<>(List.of(manifest));
        going.addAll(dependents);
        for (Digest one : going) {
            if (!has(tx, "manifest_blob WHERE blob", id, one)) {
                PushedRows.drop(tx, repository, one);
            }
        }
    }

    private static boolean has(Tx tx, String where, long repository, Digest manifest) throws SQLException {
        return tx.sql()
                .first(
                        "SELECT 1 FROM " + where + " = " + NUMBER + " AND repository = ?",
                        row -> row.getInt(1),
                        manifest.toString(),
                        repository)
                .isPresent();
    }
}
