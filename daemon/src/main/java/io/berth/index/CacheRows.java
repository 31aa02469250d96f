package io.berth.index;

import io.berth.index.CacheIndex.Entry;
import io.berth.index.CacheIndex.Found;
import io.berth.index.CacheIndex.Tag;
import io.berth.index.CacheIndex.Usage;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the pull-through cache has, in the database. */
final class CacheRows {
    /** Cached blobs that nobody else holds, which alone take space for the cache's sake. */
    private static final String ALONE = " FROM cached JOIN blob ON blob.id = cached.blob WHERE holds = 1";

    private CacheRows() {}

    static int put(Tx tx, Found found) throws SQLException {
        String repo = found.repository().canonical();
        String manifest = found.manifest().digest().toString();
        entry(tx, repo, found.manifest(), "", found.rule());
        for (Descriptor child : found.children()) {
            entry(tx, repo, child, manifest, found.rule());
        }
        letIn(tx, repo, manifest, found.rule());
        if (found.tag() != null) {
            tx.sql()
                    .run(
                            "INSERT OR REPLACE INTO cache_tag(repo, tag, digest, checked) VALUES (?, ?, ?, ?)",
                            repo,
                            found.tag(),
                            manifest,
                            tx.nowNanos());
        }
        return keep(tx, List.of(found.manifest().digest()));
    }

    static int entry(Tx tx, String repo, Descriptor what, String parent, String rule) throws SQLException {
        return tx.sql()
                .run(
                        "INSERT OR REPLACE INTO cache_entry(repo, digest, parent, type, size, rule)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        repo,
                        what.digest().toString(),
                        parent,
                        what.mediaType(),
                        what.size(),
                        rule);
    }

    /** What let a manifest in lets in what is known of those that it names: an index may come long after its children. */
    private static int letIn(Tx tx, String repo, String manifest, String rule) throws SQLException {
        return tx.sql()
                .run(
                        "WITH RECURSIVE below(digest) AS (VALUES (?) UNION"
                                + " SELECT entry.digest FROM cache_entry entry JOIN below ON entry.parent = below.digest"
                                + " WHERE entry.repo = ?)"
                                + " UPDATE cache_entry SET rule = ?"
                                + " WHERE repo = ? AND parent IN (SELECT digest FROM below) AND rule <> ?",
                        manifest,
                        repo,
                        rule,
                        repo,
                        rule);
    }

    /** Holds those that are live; returns how many of them it did not hold before. */
    static int keep(Tx tx, Collection<Digest> digests) throws SQLException {
        int made = 0;
        for (Digest digest : digests) {
            Optional<Long> blob = OwnerRows.live(tx, digest);
            if (blob.isPresent()) {
                made += tx.sql()
                        .run("INSERT OR IGNORE INTO cached(blob, used) VALUES (?, ?)", blob.get(), tx.nowNanos());
            }
        }
        return made;
    }

    static int used(Tx tx, Map<Digest, Instant> times) throws SQLException {
        for (Map.Entry<Digest, Instant> time : times.entrySet()) {
            tx.sql()
                    .run(
                            "UPDATE cached SET used = max(used, ?) WHERE blob = (SELECT id FROM blob WHERE digest = ?)",
                            Nanos.of(time.getValue()),
                            time.getKey().toString());
        }
        return times.size();
    }

    static int checked(Tx tx, Repository repository, String tag, Digest digest) throws SQLException {
        return tx.sql()
                .run(
                        "UPDATE cache_tag SET checked = ? WHERE repo = ? AND tag = ? AND digest = ?",
                        tx.nowNanos(),
                        repository.canonical(),
                        tag,
                        digest.toString());
    }

    static int forget(Tx tx, Repository repository, String tag) throws SQLException {
        return tx.sql().run("DELETE FROM cache_tag WHERE repo = ? AND tag = ?", repository.canonical(), tag);
    }

    /** Lets go of what was used longest ago until what is left fits; returns the bytes that a sweep will free. */
    static long evict(Tx tx, long most) throws SQLException {
        record Row(long id, String digest, long size) {}
        long over = alone(tx.sql()) - most;
        List<Row> gone = new ArrayList<>();
        long freed = 0;
        if (over > 0) {
            for (Row row : tx.sql()
                    .list(
                            "SELECT blob.id, digest, size" + ALONE + " ORDER BY used, blob.id",
                            row -> new Row(row.getLong(1), row.getString(2), row.getLong(3)))) {
                if (freed >= over) {
                    break;
                }
                gone.add(row);
                freed += row.size();
            }
        }
        for (Row row : gone) {
            drop(tx, row.id(), row.digest());
        }
        OwnerRows.doom(tx, tx.now());
        return freed;
    }

    private static void drop(Tx tx, long blob, String digest) throws SQLException {
        tx.sql().run("DELETE FROM cached WHERE blob = ?", blob);
        tx.sql().run("DELETE FROM cache_tag WHERE digest = ?", digest);
        tx.sql().run("DELETE FROM cache_entry WHERE parent = ?", digest);
        tx.sql().run("DELETE FROM cache_entry WHERE digest = ? AND parent = ''", digest);
    }

    private static long alone(Sql sql) throws SQLException {
        return sql.first("SELECT coalesce(sum(size), 0)" + ALONE, row -> row.getLong(1))
                .orElseThrow();
    }

    static Optional<Entry> find(Sql sql, Repository repository, Digest digest, String rule) throws SQLException {
        return sql.first(
                "SELECT type, cache_entry.size, state = 'LIVE' AND blob.size = cache_entry.size, cached.blob IS NOT NULL"
                        + " FROM cache_entry LEFT JOIN blob ON blob.digest = cache_entry.digest"
                        + " LEFT JOIN cached ON cached.blob = blob.id"
                        + " WHERE repo = ? AND cache_entry.digest = ? AND ? IN (rule, '') ORDER BY 3 DESC, parent DESC",
                row -> entry(digest, row),
                repository.canonical(),
                digest.toString(),
                rule);
    }

    private static Entry entry(Digest digest, ResultSet row) throws SQLException {
        Descriptor descriptor = Descriptor.of(row.getString(1), digest, row.getLong(2));
        return new Entry(descriptor, row.getBoolean(3), row.getBoolean(4));
    }

    static Optional<Tag> tag(Sql sql, Repository repository, String tag) throws SQLException {
        return sql.first(
                "SELECT digest, checked FROM cache_tag WHERE repo = ? AND tag = ?",
                row -> new Tag(Digest.parse(row.getString(1)), Nanos.instant(row.getLong(2))),
                repository.canonical(),
                tag);
    }

    static List<String> tags(Sql sql, Repository repository) throws SQLException {
        return sql.list(
                "SELECT tag FROM cache_tag WHERE repo = ? ORDER BY tag",
                row -> row.getString(1),
                repository.canonical());
    }

    static Usage usage(Sql sql) throws SQLException {
        return sql.first(
                        "SELECT count(*), coalesce(sum(size), 0), coalesce(sum((holds = 1) * size), 0)"
                                + " FROM cached JOIN blob ON blob.id = cached.blob",
                        row -> new Usage(row.getLong(1), row.getLong(2), row.getLong(3)))
                .orElseThrow();
    }
}
