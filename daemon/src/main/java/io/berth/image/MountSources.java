package io.berth.image;

import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From where a registry may mount blobs that are pushed to it: its repositories that images here were pulled from or pushed
 * to. Of those that hold a blob, the first.
 */
final class MountSources {
    private final Map<Repository, List<Image>> sources;

    private MountSources(Map<Repository, List<Image>> sources) {
        this.sources = sources;
    }

    /**
     * Those for pushes to one repository: of the images that are pushed first, then of all others.
     *
     * @param first the images that are pushed
     */
    static MountSources of(ImageTable images, List<Image> first, Repository target) {
        Set<Image> all = new LinkedHashSet<>(first);
        all.addAll(images.byCreated());
        Map<Repository, List<Image>> sources = new LinkedHashMap<>();
        for (Image image : all) {
            for (Repository source : image.facts().sources()) {
                boolean other = source.registry().equals(target.registry()) && !source.equals(target);
                if (other && (sources.containsKey(source) || sources.size() < Limits.MOUNT_SOURCES_MAX)) {
                    sources.computeIfAbsent(source, _ -> new ArrayList<>()).add(image);
                }
            }
        }
        return new MountSources(sources);
    }

    /** All of them; a token for the push asks for the right to pull there too. */
    Set<Repository> all() {
        return sources.keySet();
    }

    /** Where this blob is likely to be; null where nowhere. */
    @Nullable
    Repository of(Descriptor blob) {
        for (Map.Entry<Repository, List<Image>> source : sources.entrySet()) {
            if (source.getValue().stream()
                    .anyMatch(image -> image.facts().closure().contains(blob.digest()))) {
                return source.getKey();
            }
        }
        return null;
    }
}
