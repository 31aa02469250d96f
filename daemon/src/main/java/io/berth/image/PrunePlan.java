package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a prune comes to: the images that go, what is answered for them, and the blobs that nothing holds afterwards. A
 * pure function of the images and of what else holds blobs; a dry run answers with it, a real run carries it out.
 *
 * @param images those that go, newest first
 * @param rows what is answered, in order
 * @param freed blobs that only these images held
 */
public record PrunePlan(List<Image> images, List<Removed> rows, Set<Digest> freed) {
    public PrunePlan {
        images = List.copyOf(images);
        rows = List.copyOf(rows);
        freed = Set.copyOf(freed);
    }

    /**
     * Makes the plan.
     *
     * @param going the images to prune, chosen among {@code all}
     * @param heldElsewhere blobs that something else than these images holds
     */
    static PrunePlan of(Collection<Image> all, List<Image> going, Collection<Digest> heldElsewhere) {
        Set<Digest> freed = new HashSet<>();
        going.forEach(image -> freed.addAll(image.facts().closure()));
        Set<Image> leaving = new HashSet<>(going);
        for (Image image : all) {
            if (!leaving.contains(image)) {
                freed.removeAll(image.facts().closure());
            }
        }
        heldElsewhere.forEach(freed::remove);
        List<Removed> rows = new ArrayList<>();
        Set<Digest> told = new HashSet<>();
        for (Image image : going) {
            addRows(image, freed, told, rows);
        }
        return new PrunePlan(going, rows, freed);
    }

    private static void addRows(Image image, Set<Digest> freed, Set<Digest> told, List<Removed> rows) {
        if (image.names().isEmpty()) {
            rows.add(new Removed.Untagged(image.id().toString()));
        }
        for (Reference name : image.names()) {
            rows.add(new Removed.Untagged(name.familiar()));
        }
        rows.add(new Removed.Deleted(image.id()));
        told.add(image.id());
        for (ManifestFacts manifest : image.facts().manifests()) {
            Digest digest = manifest.descriptor().digest();
            if (freed.contains(digest) && told.add(digest)) {
                rows.add(new Removed.Deleted(digest));
            }
        }
    }
}
