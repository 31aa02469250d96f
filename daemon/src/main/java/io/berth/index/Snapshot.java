package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All images in sorted arrays, one for each way to look them up. */
record Snapshot(
        long version,
        Totals totals,
        SortedRows<Image> created,
        SortedRows<Image> ids,
        SortedRows<Named> names,
        SortedRows<Configured> configs)
        implements ImageTable {
    static final Snapshot EMPTY = new Snapshot(
            0,
            new Totals(0, 0, 0, 0),
            SortedRows.empty(Comparator.comparing(Image::created).reversed().thenComparing(Image::id)),
            SortedRows.empty(Comparator.comparing(Image::id)),
            SortedRows.empty(Comparator.comparing(Named::name)),
            SortedRows.empty(Comparator.comparing(Configured::config)
                    .thenComparing(row -> row.image().id())));

    /** A name in its full form, and what it points to. */
    record Named(String name, Image image) {}

    record Configured(Digest config, Image image) {}

    Snapshot with(Collection<Image> gone, Collection<Image> come, long newVersion, Totals newTotals) {
        return new Snapshot(
                newVersion,
                newTotals,
                created.with(gone, come),
                ids.with(gone, come),
                names.with(named(gone), named(come)),
                configs.with(configured(gone), configured(come)));
    }

    private static List<Named> named(Collection<Image> images) {
        List<Named> rows = new ArrayList<>();
        for (Image image : images) {
            image.names().forEach(name -> rows.add(new Named(name.toString(), image)));
        }
        return rows;
    }

    private static List<Configured> configured(Collection<Image> images) {
        List<Configured> rows = new ArrayList<>();
        for (Image image : images) {
            image.facts().manifests().stream()
                    .flatMap(manifest -> Optional.ofNullable(manifest.config()).stream())
                    .distinct()
                    .forEach(config -> rows.add(new Configured(config, image)));
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
        return names.find(row -> row.name().compareTo(full)).map(Named::image);
    }

    @Override
    public List<Image> byConfig(Digest config) {
        return configs.run(row -> row.config().compareTo(config)).stream()
                .map(Configured::image)
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
