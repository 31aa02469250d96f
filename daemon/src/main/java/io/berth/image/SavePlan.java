package io.berth.image;

import io.berth.index.Image;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an archive of images will hold, collected before its first byte. */
final class SavePlan {
    private final List<Root> roots = new ArrayList<>();
    private final SortedSet<Digest> blobs = new TreeSet<>();
    private final Map<Digest, Loadable> loadables = new LinkedHashMap<>();
    private final Map<Digest, Image> images = new LinkedHashMap<>();

    /** An entry of {@code index.json}: where readers of the layout begin. */
    record Root(Descriptor descriptor, Map<String, String> annotations) {
        Root {
            annotations = new TreeMap<>(annotations);
        }
    }

    /**
     * An entry of {@code manifest.json}, which is what {@code docker load} of old looks for.
     *
     * @param names of the image, as users see them; may be none
     */
    record Loadable(Digest config, List<String> names, List<Digest> layers) {
        Loadable {
            layers = List.copyOf(layers);
        }
    }

    void add(Image image) {
        images.put(image.id(), image);
    }

    void add(Root root) {
        roots.add(root);
    }

    void add(Digest blob) {
        blobs.add(blob);
    }

    /** A name more for the image of this config. */
    void add(Digest config, List<Digest> layers, @Nullable Reference name) {
        Loadable entry = loadables.computeIfAbsent(config, key -> new Loadable(key, new ArrayList<>(), layers));
        if (name != null) {
            entry.names().add(name.familiar());
        }
    }

    List<Root> roots() {
        return roots;
    }

    /** Every blob once, in the order of the archive. */
    SortedSet<Digest> blobs() {
        return blobs;
    }

    List<Loadable> loadables() {
        return List.copyOf(loadables.values());
    }

    List<Image> images() {
        return List.copyOf(images.values());
    }
}
