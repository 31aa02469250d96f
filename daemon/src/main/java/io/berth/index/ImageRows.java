package io.berth.index;

import io.berth.oci.Digest;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Images in the database. */
final class ImageRows {
    private ImageRows() {}

    static Optional<Long> id(Sql sql, Digest image) throws SQLException {
        return sql.first("SELECT id FROM image WHERE digest = ?", row -> row.getLong(1), image.toString());
    }

    static long get(Tx tx, Digest image) throws SQLException {
        return id(tx.sql(), image).orElseThrow(() -> new NotFound(Subject.IMAGE, "No such image: " + image));
    }

    static ImageFacts facts(Sql sql, long id) throws SQLException {
        return facts(sql, id, new FactsReader());
    }

    static ImageFacts facts(Sql sql, long id, FactsReader reader) throws SQLException {
        return sql.first("SELECT facts FROM image WHERE id = ?", row -> reader.read(row.getBytes(1)), id)
                .orElseThrow();
    }

    static void put(Tx tx, Change.PutImage change) throws SQLException {
        Long id = id(tx.sql(), change.id()).orElse(null);
        @Nullable ImageFacts present = id == null ? null : facts(tx.sql(), id);
        ImageFacts facts = change.facts().apply(present);
        if (!facts.id().equals(change.id())) {
            throw new IllegalArgumentException("facts of " + facts.id() + " for " + change.id());
        }
        if (id == null) {
            tx.room().image(null, facts);
            hold(tx, insert(tx, facts, tx.nowNanos()), facts);
        } else if (present != null && !facts.equals(present)) {
            tx.room().image(present, facts);
            tx.sql()
                    .run(
                            "UPDATE image SET facts = ?, revision = revision + 1 WHERE id = ?",
                            FactsWriter.write(facts),
                            id);
            hold(tx, id, facts);
            OwnerRows.doom(tx, tx.now());
        }
    }

    /** Brings a removed image back with the blobs that {@code keeper} holds, damaged ones too. */
    static void restore(Tx tx, ImageFacts facts, long added, long keeper) throws SQLException {
        tx.room().image(null, facts);
        OwnerRows.share(tx, keeper, insert(tx, facts, added));
    }

    private static long insert(Tx tx, ImageFacts facts, long added) throws SQLException {
        long id = OwnerRows.make(tx, "IMAGE", facts.id().toString(), null);
        tx.sql()
                .run(
                        "INSERT INTO image(id, digest, added, named, revision, facts) VALUES (?, ?, ?, ?, 1, ?)",
                        id,
                        facts.id().toString(),
                        added,
                        added,
                        FactsWriter.write(facts));
        return id;
    }

    /** Makes the image hold exactly its closure. A damaged blob that it holds already may stay. */
    private static void hold(Tx tx, long id, ImageFacts facts) throws SQLException {
        Map<String, Long> before = new HashMap<>();
        tx.sql()
                .list(
                        "SELECT digest, id FROM owner_blob JOIN blob ON blob.id = blob WHERE owner = ?",
                        row -> before.put(row.getString(1), row.getLong(2)),
                        id);
        for (Digest digest : facts.closure()) {
            if (before.remove(digest.toString()) == null) {
                long blob = OwnerRows.live(tx, digest)
                        .orElseThrow(() -> new NotFound(Subject.BLOB, "blob " + digest + " is not in the store"));
                OwnerRows.hold(tx, id, blob);
            }
        }
        OwnerRows.release(tx, id, before.values());
    }

    /** Removes an image; {@code keeper}, where there is one, holds its blobs from now on. */
    static void drop(Tx tx, long id, Digest digest, @Nullable Long keeper) throws SQLException {
        if (!NameRows.ofImage(tx.sql(), id).isEmpty()) {
            throw new Conflict(
                    Subject.IMAGE,
                    "conflict: unable to delete " + digest.shortHex()
                            + " (must be forced) - image is referenced by a name");
        }
        if (keeper != null) {
            OwnerRows.share(tx, id, keeper);
        }
        tx.sql().run("DELETE FROM image WHERE id = ?", id);
        OwnerRows.releaseAll(tx, id);
        OwnerRows.remove(tx, id);
        OwnerRows.doom(tx, tx.now());
    }
}
