package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All images in sorted arrays, one for each way to look them up.
 *
 * @param heldBytes what they take in memory, as {@link HeldBytes} counts it
 */
record Snapshot(
        long version,
        Totals totals,
        long heldBytes,
        SortedRows<Image> created,
        SortedRows<Image> ids,
        SortedRows<Full> names,
        SortedRows<Row> configs,
        SortedRows<Row> subjects)
        implements ImageTable {
    static final Snapshot EMPTY = new Snapshot(
            0,
            new Totals(0, 0, 0, 0),
            0,
            SortedRows.empty(Comparator.comparing(Image::created).reversed().thenComparing(Image::id)),
            SortedRows.empty(Comparator.comparing(Image::id)),
            SortedRows.empty(Comparator.comparing(Full::name)),
            SortedRows.empty(Row.ORDER),
            SortedRows.empty(Row.ORDER));

    /** A name, also in its full form, and what it points to. */
    record Full(String name, Named named) {}

    /** An image, and another digest by which it is found. */
    record Row(Digest key, Image image) {
        static final Comparator<Row> ORDER =
                Comparator.comparing(Row::key).thenComparing(row -> row.image().id());
    }

    Snapshot with(Collection<Image> gone, Collection<Image> come, long newVersion, Totals newTotals) {
        return new Snapshot(
                newVersion,
                newTotals,
                heldBytes - sum(gone) + sum(come),
                created.with(gone, come),
                ids.with(gone, come),
                names.with(named(gone), named(come)),
                configs.with(configured(gone), configured(come)),
                subjects.with(about(gone), about(come)));
    }

    private static long sum(Collection<Image> images) {
        return images.stream().mapToLong(HeldBytes::of).sum();
    }

    private static List<Full> named(Collection<Image> images) {
        List<Full> rows = new ArrayList<>();
        for (Image image : images) {
            image.names().forEach(name -> rows.add(new Full(name.toString(), new Named(name, image))));
        }
        return rows;
    }

    private static List<Row> configured(Collection<Image> images) {
        List<Row> rows = new ArrayList<>();
        for (Image image : images) {
            image.facts().manifests().stream()
                    .flatMap(manifest -> Optional.ofNullable(manifest.config()).stream())
                    .distinct()
                    .forEach(config -> rows.add(new Row(config, image)));
        }
        return rows;
    }

    private static List<Row> about(Collection<Image> images) {
        List<Row> rows = new ArrayList<>();
        for (Image image : images) {
            Optional.ofNullable(image.facts().subject()).ifPresent(subject -> rows.add(new Row(subject, image)));
        }
        return rows;
    }

    @Override
    public List<Image> byCreated() {
        return created.rows();
    }

    @Override
    public Optional<Image> byId(Digest id) {
        return ids.find(image -> image.id().compareTo(id));
    }

    @Override
    public Optional<Image> byName(Reference name) {
        String full = name.toString();
        return names.find(row -> row.name().compareTo(full))
                .map(row -> row.named().image());
    }

    @Override
    public List<Image> byConfig(Digest config) {
        return images(configs, config);
    }

    @Override
    public List<Image> bySubject(Digest subject) {
        return images(subjects, subject);
    }

    private static List<Image> images(SortedRows<Row> rows, Digest key) {
        return rows.run(row -> row.key().compareTo(key)).stream()
                .map(Row::image)
                .toList();
    }

    @Override
    public List<Named> byTagPrefix(Repository repository, String prefix) {
        String full = repository.canonical() + ":" + prefix;
        return names.run(row -> row.name().startsWith(full) ? 0 : row.name().compareTo(full)).stream()
                .map(Full::named)
                .toList();
    }

    @Override
    public List<Image> byPrefix(String hex) {
        List<Image> found = new ArrayList<>();
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            found.addAll(ids.run(image -> toPrefix(image.id(), algorithm, hex)));
        }
        return found;
    }

    private static int toPrefix(Digest id, Digest.Algorithm algorithm, String prefix) {
        int byAlgorithm = id.algorithm().compareTo(algorithm);
        if (byAlgorithm != 0) {
            return byAlgorithm;
        }
        return id.hex().startsWith(prefix) ? 0 : id.hex().compareTo(prefix);
    }
}
