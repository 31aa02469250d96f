package io.berth.index;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Recomputes all that the index keeps, in the simplest way, and compares. For tests and for {@code berthd}'s operators;
 * takes as long as the store is large.
 */
public final class IndexCheck implements AutoCloseable {
    /** Each finds rows that must not be, and says what is wrong with one. */
    private static final List<String> WRONG_ROWS = List.of(
            "SELECT 'blob ' || digest || ': wrong holds' FROM blob"
                    + " WHERE holds <> (SELECT count(*) FROM owner_blob WHERE blob = blob.id)",
            "SELECT 'blob ' || digest || ': wrong image counts' FROM blob"
                    + " WHERE (images, image_sum) <> (SELECT count(*), coalesce(sum(owner), 0) FROM owner_blob"
                    + " JOIN owner ON owner.id = owner WHERE blob = blob.id AND kind = 'IMAGE')",
            "SELECT 'blob ' || digest || ': held and to be deleted' FROM blob WHERE holds > 0 AND state = 'DELETING'",
            "SELECT 'blob ' || digest || ': its end is not set as its holders are' FROM blob"
                    + " WHERE state <> 'DELETING' AND (holds = 0) <> (doomed_at IS NOT NULL)",
            "SELECT 'image ' || subject || ': wrong sizes' FROM owner WHERE kind = 'IMAGE'"
                    + " AND (size, alloc, uniq) <> (SELECT coalesce(sum(b.size), 0), coalesce(sum(b.alloc), 0),"
                    + " coalesce(sum(CASE WHEN (SELECT count(*) FROM owner_blob o JOIN owner w ON w.id = o.owner"
                    + " WHERE o.blob = b.id AND w.kind = 'IMAGE') = 1 THEN b.size ELSE 0 END), 0)"
                    + " FROM owner_blob h JOIN blob b ON b.id = h.blob WHERE h.owner = owner.id)",
            "SELECT 'owner ' || id || ' of kind ' || kind || ' has no row of its own' FROM owner"
                    + " WHERE kind = 'IMAGE' AND id NOT IN (SELECT id FROM image)"
                    + " OR kind = 'UNDO' AND id NOT IN (SELECT id FROM removed)"
                    + " OR kind = 'REPOSITORY' AND id NOT IN (SELECT id FROM repository)",
            "SELECT 'the cache does not hold what it lists' FROM owner WHERE kind = 'CACHE' AND"
                    + " (SELECT group_concat(blob) FROM (SELECT blob FROM owner_blob WHERE owner = owner.id ORDER BY blob))"
                    + " IS NOT (SELECT group_concat(blob) FROM (SELECT blob FROM cached ORDER BY blob))",
            "SELECT 'the cache names a manifest that it does not hold: ' || digest FROM cache_tag WHERE digest NOT IN"
                    + " (SELECT digest FROM blob JOIN cached ON cached.blob = blob.id)",
            "SELECT 'repository ' || name || ' does not hold what it has' FROM repository"
                    + " WHERE (SELECT group_concat(blob) FROM (SELECT blob FROM owner_blob WHERE owner = id ORDER BY blob))"
                    + " IS NOT (SELECT group_concat(blob) FROM"
                    + " (SELECT blob FROM repository_blob WHERE repository = id ORDER BY blob))",
            "SELECT 'repository ' || name || ': wrong size' FROM repository WHERE bytes IS NOT"
                    + " (SELECT coalesce(sum(b.size), 0) FROM repository_blob h JOIN blob b ON b.id = h.blob"
                    + " WHERE h.repository = repository.id)",
            "SELECT 'repository ' || name || ' has nothing' FROM repository"
                    + " WHERE id NOT IN (SELECT repository FROM repository_blob)",
            "SELECT 'blob ' || blob || ' of repository ' || h.repository || ': its wait is not as manifests name it'"
                    + " FROM repository_blob h WHERE (until IS NULL) <> (EXISTS (SELECT 1 FROM manifest m"
                    + " WHERE m.repository = h.repository AND m.blob = h.blob) OR EXISTS (SELECT 1 FROM manifest_blob e"
                    + " WHERE e.repository = h.repository AND e.blob = h.blob))",
            "SELECT 'wrong totals' FROM total WHERE (size, alloc, blobs) <>"
                    + " (SELECT coalesce(sum(size), 0), coalesce(sum(alloc), 0), count(*) FROM blob WHERE state = 'LIVE')",
            "SELECT 'wrong image total' FROM total WHERE image_size <> (SELECT coalesce(sum(size), 0) FROM blob"
                    + " WHERE state = 'LIVE' AND id IN (SELECT blob FROM owner_blob JOIN owner ON owner.id = owner"
                    + " WHERE kind = 'IMAGE'))",
            "SELECT 'foreign key of ' || \"table\" || ' to ' || parent FROM pragma_foreign_key_check",
            "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'");

    private final Sql sql;

    private IndexCheck(Sql sql) {
        this.sql = sql;
    }

    /** Opens the database below {@code dataRoot}, which may be in use; all that is asked is of one moment. */
    public static IndexCheck open(Path dataRoot) throws IOException {
        try {
            Sql sql = new Database(dataRoot.resolve("berth.db")).open();
            sql.run("BEGIN");
            return new IndexCheck(sql);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @FunctionalInterface
    private interface Query<T> {
        T run() throws SQLException;
    }

    private static <T> T ask(Query<T> query) throws IOException {
        try {
            return query.run();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** What is wrong, in words; empty for a sound index. */
    public List<String> faults() throws IOException {
        return ask(() -> {
            List<String> faults = new ArrayList<>();
            for (String query : WRONG_ROWS) {
                faults.addAll(sql.list(query, row -> row.getString(1)));
            }
            for (Image image : load().byCreated()) {
                if (!held(image.id()).equals(image.facts().closure())) {
                    faults.add("image " + image.id() + " does not hold its closure");
                }
            }
            return faults;
        });
    }

    private Set<Digest> held(Digest image) throws SQLException {
        return new HashSet<>(sql.list(
                "SELECT blob.digest FROM image JOIN owner_blob ON owner = image.id JOIN blob ON blob.id = blob"
                        + " WHERE image.digest = ?",
                row -> Digest.parse(row.getString(1)),
                image.toString()));
    }

    private Snapshot load() throws SQLException {
        SnapshotKeeper fresh = new SnapshotKeeper(TableBound.NONE, new QuotaSums());
        fresh.load(sql);
        return fresh.current();
    }

    /** How a table in memory differs from what the database holds; nothing may be changing. */
    public List<String> differences(ImageTable shown) throws IOException {
        Snapshot fresh = ask(this::load);
        List<String> faults = new ArrayList<>();
        if (fresh.version() != shown.version() || !fresh.totals().equals(shown.totals())) {
            faults.add("version or totals: " + shown.totals() + " in memory, " + fresh.totals() + " on disk");
        }
        if (shown instanceof Snapshot snapshot && snapshot.heldBytes() != fresh.heldBytes()) {
            faults.add(
                    "images are counted as " + snapshot.heldBytes() + " bytes in memory, and are " + fresh.heldBytes());
        }
        List<String> inMemory = shown.byCreated().stream().map(IndexCheck::text).toList();
        List<String> onDisk = fresh.byCreated().stream().map(IndexCheck::text).toList();
        if (!inMemory.equals(onDisk)) {
            faults.add("images in memory: " + inMemory + "\non disk: " + onDisk);
        }
        for (Image image : fresh.byCreated()) {
            Optional<Image> byId = shown.byId(image.id());
            if (!image.names().stream().allMatch(name -> shown.byName(name).equals(byId))) {
                faults.add("names of " + image.id() + " do not lead to it in memory");
            }
        }
        return faults;
    }

    private static String text(Image image) {
        return image.id() + " " + image.names() + " " + image.sizes() + " " + image.added() + " " + image.named() + " "
                + image.facts().hashCode();
    }

    public List<BlobRow> blobs() throws IOException {
        return ask(() -> BlobRows.page(sql, "", Integer.MAX_VALUE));
    }

    public Set<Digest> ingests() throws IOException {
        return ask(() ->
                BlobRows.ingests(sql).stream().map(Ledger.IngestRow::digest).collect(Collectors.toSet()));
    }

    /** Uploads under way. */
    public List<UploadLedger.UploadRow> uploads() throws IOException {
        return ask(() -> SqliteUploads.all(sql));
    }

    /** Blobs of an image that are not live, with the image. */
    public List<String> incomplete() throws IOException {
        return ask(() -> sql.list(
                "SELECT 'image ' || image.digest || ' holds ' || blob.digest || ', which is ' || state FROM image"
                        + " JOIN owner_blob ON owner = image.id JOIN blob ON blob.id = blob WHERE state <> 'LIVE'",
                row -> row.getString(1)));
    }

    @Override
    public void close() throws IOException {
        try {
            sql.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
