package io.berth.index;

import io.berth.oci.Reference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds in memory what is read from there, and makes the next of it out of what a batch of changes has touched. */
final class SnapshotKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    private static final String COLUMNS = "SELECT image.id, image.added, image.named, image.revision,"
            + " owner.size, owner.uniq, owner.alloc FROM image JOIN owner ON owner.id = image.id";

    private final Map<Long, Held> held = new HashMap<>();
    private final FactsReader reader = new FactsReader();
    private final TableBound bound;
    private final QuotaSums quotas;
    private volatile Snapshot current = Snapshot.EMPTY;

    SnapshotKeeper(TableBound bound, QuotaSums quotas) {
        this.bound = bound;
        this.quotas = quotas;
    }

    /** An image in the snapshot, by its number in the database. */
    private record Held(Image image, long revision) {}

    /** A snapshot whose transaction is not yet committed, and what it changes; null for an image that goes. */
    record Next(Snapshot snapshot, Map<Long, @Nullable Held> changed, Map<String, Long> quotas) {}

    Snapshot current() {
        return current;
    }

    /** What images take in memory, as the snapshot shows them. */
    long heldBytes() {
        return current.heldBytes();
    }

    /** Room for a change of a transaction in which, by now, images take so much. */
    Room room(long heldByNow) {
        return new Room(bound, current.ids().rows().size(), heldByNow);
    }

    /** Asks for room as the change would that puts the image in place, were it made now. */
    void requireRoom(Change.PutImage image) {
        Snapshot now = current;
        ImageFacts present = now.byId(image.id()).map(Image::facts).orElse(null);
        room(now.heldBytes()).image(present, image.facts().apply(present));
    }

    /** Counts {@code changes} more, and makes the snapshot of the state that the transaction has reached. */
    Next next(Sql sql, int changes) throws SQLException {
        List<Long> touched = sql.list("SELECT DISTINCT image FROM touched", row -> row.getLong(1));
        Map<Long, @Nullable Held> changed = new HashMap<>();
        List<Image> gone = new ArrayList<>();
        List<Image> come = new ArrayList<>();
        for (long id : touched) {
            Held before = held.get(id);
            Held after = read(sql, id, before);
            if (Objects.equals(before, after)) {
                continue;
            }
            changed.put(id, after);
            Optional.ofNullable(before).ifPresent(one -> gone.add(one.image()));
            Optional.ofNullable(after).ifPresent(one -> come.add(one.image()));
        }
        if (!touched.isEmpty()) {
            sql.run("DELETE FROM touched");
        }
        sql.run("UPDATE total SET version = version + ?", changes);
        return new Next(finish(sql, gone, come), changed, quotas.next(sql));
    }

    void show(Next next) {
        next.changed().forEach((id, after) -> {
            if (after == null) {
                held.remove(id);
            } else {
                held.put(id, after);
            }
        });
        quotas.show(next.quotas());
        current = next.snapshot();
    }

    /** Reads all images at the start: two queries and no file. */
    void load(Sql sql) throws SQLException {
        Map<Long, List<Reference>> names = new HashMap<>();
        sql.list(
                "SELECT image, repo, ref FROM name",
                row -> names.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                        .add(NameRows.reference(reader.repository(row.getString(2)), row.getString(3))));
        sql.list(COLUMNS.replace(" FROM", ", image.facts FROM"), row -> {
            long id = row.getLong(1);
            Image image = image(row, reader.read(row.getBytes(8)), names.getOrDefault(id, List.of()));
            return held.put(id, new Held(image, row.getLong(4)));
        });
        List<Image> images = held.values().stream().map(Held::image).toList();
        current = finish(sql, List.of(), images);
        if (heldBytes() > bound.images()) {
            LOG.warn(
                    "{} images take more memory than they may; until some are removed, no other comes in", held.size());
        }
    }

    private Snapshot finish(Sql sql, List<Image> gone, List<Image> come) throws SQLException {
        return sql.first(
                        "SELECT version, size, alloc, image_size, blobs FROM total",
                        row -> current.with(
                                gone,
                                come,
                                row.getLong(1),
                                new ImageTable.Totals(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))))
                .orElseThrow();
    }

    /** The image as it is now; the same object as before where nothing that it shows has changed. */
    private @Nullable Held read(Sql sql, long id, @Nullable Held before) throws SQLException {
        List<Reference> names = NameRows.ofImage(sql, id, reader::repository);
        Held after = sql.first(COLUMNS + " WHERE image.id = ?", row -> held(sql, row, names, before), id)
                .orElse(null);
        return before != null && after != null && same(before, after) ? before : after;
    }

    private Held held(Sql sql, ResultSet row, List<Reference> names, @Nullable Held before) throws SQLException {
        long revision = row.getLong(4);
        ImageFacts facts = before != null && before.revision() == revision
                ? before.image().facts()
                : ImageRows.facts(sql, row.getLong(1), reader);
        return new Held(image(row, facts, names), revision);
    }

    private static boolean same(Held one, Held other) {
        return one.revision() == other.revision()
                && one.image().names().equals(other.image().names())
                && one.image().sizes().equals(other.image().sizes())
                && one.image().named().equals(other.image().named());
    }

    private static Image image(ResultSet row, ImageFacts facts, List<Reference> names) throws SQLException {
        Instant added = Nanos.instant(row.getLong(2));
        Instant named = Nanos.instant(row.getLong(3));
        return new Image(
                facts,
                names.stream().sorted().toList(),
                created(facts),
                added,
                named.equals(added) ? added : named,
                new Image.Sizes(row.getLong(5), row.getLong(6), row.getLong(7)));
    }

    private static Instant created(ImageFacts facts) {
        String text = facts.shown().map(ManifestFacts::created).orElse(null);
        if (text == null) {
            return Instant.EPOCH;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }
}
