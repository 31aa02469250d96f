package io.berth.upkeep;

import io.berth.image.ImagePruner;
import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.index.Inventory;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.upkeep.Holding.Place;
import io.berth.upkeep.Holding.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Local images. */
final class ImageShelf implements Shelf {
    private static final String CAUSE = "retention";

    private final Index index;
    private final Inventory inventory;
    private final ImageUsers users;
    private final ImagePruner pruner;

    ImageShelf(Index index, Inventory inventory, ImageUsers users, ImagePruner pruner) {
        this.index = index;
        this.inventory = inventory;
        this.users = users;
        this.pruner = pruner;
    }

    @Override
    public List<Holding> holdings() {
        Map<Digest, Instant> used = inventory.lastUsed();
        Map<Reference, Instant> named = inventory.named();
        return index.images().byCreated().stream()
                .map(image -> holding(image, used.getOrDefault(image.id(), Instant.MIN), named))
                .toList();
    }

    private Holding holding(Image image, Instant used, Map<Reference, Instant> named) {
        List<Tag> tags = image.names().stream()
                .map(name ->
                        new Tag(name.repository().familiar(), name.familiar(), named.getOrDefault(name, image.named())))
                .toList();
        Instant last = Stream.of(used, image.named(), image.added())
                .max(Instant::compareTo)
                .orElseThrow();
        boolean needed = !users.of(image.id()).isEmpty();
        return new Holding(Place.IMAGES, "", image.id(), tags, image.facts().closure(), last, needed);
    }

    @Override
    public boolean remove(Holding holding, List<Tag> tags, boolean whole) {
        List<Reference> names =
                tags.stream().map(Tag::name).map(Reference::parse).toList();
        return pruner.drop(holding.id(), names, whole, CAUSE);
    }
}
