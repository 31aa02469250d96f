package io.berth.index;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An image of one snapshot: its facts, its names and its exact sizes. Immutable; what is derived from it (a rendered
 * row, say) may be kept with it by {@link #derived}.
 */
public final class Image {
    private final ImageFacts facts;
    private final List<Reference> names;
    private final Instant created;
    private final Instant added;
    private final Instant named;
    private final Sizes sizes;
    private final Map<String, String> labels;
    private volatile @Nullable Derived derived;

    /** A chain of what was derived: there are two or three, and a map of its own for each image would be the larger part. */
    private record Derived(
            Object key, Object value, @Nullable Derived next) {}

    /**
     * What an image takes, in bytes.
     *
     * @param size bytes of the blobs that the image holds
     * @param unique bytes of those that no other image holds; {@code size - unique} are shared
     * @param alloc what the same blobs take on disk, blocks × 512
     */
    public record Sizes(long size, long unique, long alloc) {}

    public Image(ImageFacts facts, List<Reference> names, Instant created, Instant added, Instant named, Sizes sizes) {
        this.facts = facts;
        this.names = List.copyOf(names);
        this.created = created;
        this.added = added;
        this.named = named;
        this.sizes = sizes;
        this.labels = facts.shown().map(ManifestFacts::labels).orElse(Map.of());
    }

    public Digest id() {
        return facts.id();
    }

    public ImageFacts facts() {
        return facts;
    }

    /** Its names in alphabetical order of their full form; empty for a dangling image. */
    public List<Reference> names() {
        return names;
    }

    /** When its config says that it was made; the epoch where it does not say. */
    public Instant created() {
        return created;
    }

    /** When it first came into this store. */
    public Instant added() {
        return added;
    }

    /** When a name last came to point to it; {@link #added} where none ever did. */
    public Instant named() {
        return named;
    }

    public Sizes sizes() {
        return sizes;
    }

    /** Labels of the manifest that stands for it. */
    public Map<String, String> labels() {
        return labels;
    }

    /**
     * What {@code make} derives from this image, made once for each key and dropped with the image.
     *
     * @param key distinguishes kinds of derived values; a constant of the caller's
     */
    public <T> T derived(Object key, Class<T> type, Function<Image, T> make) {
        Object found = find(key);
        return type.cast(found == null ? add(key, make) : found);
    }

    private @Nullable Object find(Object key) {
        for (Derived one = derived; one != null; one = one.next()) {
            if (one.key().equals(key)) {
                return one.value();
            }
        }
        return null;
    }

    private synchronized Object add(Object key, Function<Image, ?> make) {
        Object found = find(key);
        if (found == null) {
            found = Objects.requireNonNull(make.apply(this));
            derived = new Derived(key, found, derived);
        }
        return found;
    }
}
