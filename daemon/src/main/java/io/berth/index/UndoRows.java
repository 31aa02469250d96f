package io.berth.index;

import io.berth.index.Index.Removed;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Removed images that can be restored. */
final class UndoRows {
    private static final String SELECT =
            "SELECT removed.id, removed.facts, removed.names, removed.at, owner.expires, removed.added"
                    + " FROM removed JOIN owner ON owner.id = removed.id";

    private UndoRows() {}

    private record Row(long id, Removed removed, long added) {}

    /** Removes an image whose names went before, remembering it and those that went within the window until that ends. */
    static void remove(Tx tx, long image, Change.DropImage change) throws SQLException {
        forget(tx, change.id());
        List<Reference> names = NameRows.taken(tx.sql(), change.id(), tx.now().minus(change.undo()));
        long owner = OwnerRows.make(tx, "UNDO", change.id().toString(), tx.now().plus(change.undo()));
        tx.sql()
                .run(
                        "INSERT INTO removed(id, digest, added, at, facts, names)"
                                + " SELECT ?, digest, added, ?, facts, ? FROM image WHERE id = ?",
                        owner,
                        tx.nowNanos(),
                        names.stream().map(Reference::toString).collect(Collectors.joining("\n")),
                        image);
        ImageRows.drop(tx, image, change.id(), owner);
    }

    /** Brings the image back, unless it came back otherwise, and those of its names that are free. */
    static void restore(Tx tx, Digest image) throws SQLException {
        Row row = tx.sql()
                .first(SELECT + " WHERE digest = ? AND expires > ?", UndoRows::row, image.toString(), tx.nowNanos())
                .orElseThrow(() -> new NotFound(Subject.IMAGE, "No such image: " + image));
        if (ImageRows.id(tx.sql(), image).isEmpty()) {
            ImageRows.restore(tx, row.removed().facts(), row.added(), row.id());
        }
        for (Reference name : row.removed().names()) {
            if (NameRows.find(tx.sql(), name).isEmpty()) {
                NameRows.put(tx, name, image, "undo");
            }
        }
        forget(tx, row.id());
    }

    /** Lets go of all whose window has ended. */
    static void expire(Tx tx) throws SQLException {
        List<Long> over = tx.sql()
                .list(
                        "SELECT id FROM owner WHERE kind = 'UNDO' AND expires <= ?",
                        row -> row.getLong(1),
                        tx.nowNanos());
        for (long id : over) {
            forget(tx, id);
        }
    }

    private static void forget(Tx tx, Digest image) throws SQLException {
        for (long id :
                tx.sql().list("SELECT id FROM removed WHERE digest = ?", row -> row.getLong(1), image.toString())) {
            forget(tx, id);
        }
    }

    private static void forget(Tx tx, long id) throws SQLException {
        tx.sql().run("DELETE FROM removed WHERE id = ?", id);
        OwnerRows.releaseAll(tx, id);
        OwnerRows.remove(tx, id);
        OwnerRows.doom(tx, tx.now());
    }

    static List<Removed> list(Sql sql, Instant now) throws SQLException {
        return sql.list(SELECT + " WHERE expires > ? ORDER BY at DESC", row -> row(row).removed(), Nanos.of(now));
    }

    private static Row row(ResultSet row) throws SQLException {
        Removed removed = new Removed(
                FactsReader.readOne(row.getBytes(2)),
                row.getString(3).lines().map(Reference::parse).toList(),
                Nanos.instant(row.getLong(4)),
                Nanos.instant(row.getLong(5)));
        return new Row(row.getLong(1), removed, row.getLong(6));
    }
}
