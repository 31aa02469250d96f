package io.berth.testing;

import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An image made for a test.
 *
 * @param blobs every blob of it, the target last
 */
public record RandomImage(ImageFacts facts, Map<Descriptor, byte[]> blobs) {
    public Digest id() {
        return facts.id();
    }

    /** The image as a snapshot of the index would show it, alone in its store. */
    public Image named(String... names) {
        long size = blobs.keySet().stream().mapToLong(Descriptor::size).sum();
        Instant created = facts.shown()
                .flatMap(shown -> Optional.ofNullable(shown.created()))
                .map(Instant::parse)
                .orElse(Instant.EPOCH);
        List<Reference> sorted = Stream.of(names)
                .map(name -> Reference.parse(name).orLatest())
                .sorted()
                .toList();
        return new Image(facts, sorted, created, created, created, new Image.Sizes(size, size, size));
    }

    /** The config of the manifest that stands for the image. */
    public ImageConfig config() {
        Digest config = facts.config();
        return blobs.entrySet().stream()
                .filter(blob -> blob.getKey().digest().equals(config))
                .findFirst()
                .map(blob -> ImageConfig.parse(blob.getValue()))
                .orElseThrow();
    }
}
