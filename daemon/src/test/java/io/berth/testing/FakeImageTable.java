package io.berth.testing;

import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Images at one moment, given by hand. */
public record FakeImageTable(List<Image> byCreated) implements ImageTable {
    public FakeImageTable {
        byCreated = byCreated.stream()
                .sorted(Comparator.comparing(Image::created).reversed())
                .toList();
    }

    public static FakeImageTable of(Image... images) {
        return new FakeImageTable(List.of(images));
    }

    @Override
    public long version() {
        return 1;
    }

    @Override
    public Optional<Image> byId(Digest id) {
        return byCreated.stream().filter(image -> image.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Image> byName(Reference name) {
        return byCreated.stream().filter(image -> image.names().contains(name)).findFirst();
    }

    @Override
    public List<Image> byConfig(Digest config) {
        return byCreated.stream()
                .filter(image -> image.facts().manifests().stream().anyMatch(one -> config.equals(one.config())))
                .toList();
    }

    @Override
    public List<Image> bySubject(Digest subject) {
        return byCreated.stream()
                .filter(image -> subject.equals(image.facts().subject()))
                .toList();
    }

    @Override
    public List<Named> byTagPrefix(Repository repository, String prefix) {
        return List.of();
    }

    @Override
    public List<Image> byPrefix(String hex) {
        return byCreated.stream()
                .filter(image -> image.id().hex().startsWith(hex))
                .toList();
    }

    @Override
    public Totals totals() {
        return new Totals(0, 0, 0, 0);
    }
}
