package io.berth.upkeep;

import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.index.Index.BlobRow;
import io.berth.index.ManifestFacts;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out where blobs came from: the repositories that the images which hold them were pulled from, then those that the
 * images are named after, then the same repositories at the peers.
 */
final class Origins {
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final Index index;
    private final List<String> peers;

    /**
     * Makes it for one store.
     *
     * @param peers registries, {@code host[:port]}, that may have what is here
     */
    Origins(Index index, List<String> peers) {
        this.index = index;
        this.peers = List.copyOf(peers);
    }

    Origin of(Digest blob) {
        List<Image> holders = holders(index.images(), blob);
        Set<Repository> known = new LinkedHashSet<>();
        holders.forEach(image -> known.addAll(image.facts().sources()));
        holders.forEach(
                image -> image.names().stream().map(Reference::repository).forEach(known::add));
        Set<Repository> all = new LinkedHashSet<>(known);
        for (String peer : peers) {
            for (Repository one : known) {
                all.add(new Repository(peer, one.canonical())); // as a daemon serves its images
                all.add(new Repository(peer, one.path())); // as a mirror has them
            }
        }
        Optional<Descriptor> document = holders.stream()
                .map(Image::facts)
                .flatMap(Origins::documents)
                .filter(one -> one.digest().equals(blob))
                .findFirst();
        return new Origin(document.orElseGet(() -> descriptor(blob)), document.isPresent(), List.copyOf(all));
    }

    private static List<Image> holders(ImageTable images, Digest blob) {
        return images.byCreated().stream()
                .filter(image -> image.facts().closure().contains(blob))
                .toList();
    }

    private static Stream<Descriptor> documents(ImageFacts facts) {
        return Stream.concat(
                Stream.of(facts.target()), facts.manifests().stream().map(ManifestFacts::descriptor));
    }

    private Descriptor descriptor(Digest blob) {
        long size = index.blob(blob).map(BlobRow::size).orElse(0L);
        return Descriptor.of(UNKNOWN_TYPE, blob, size);
    }
}
