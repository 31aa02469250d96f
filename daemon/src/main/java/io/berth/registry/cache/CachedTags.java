package io.berth.registry.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tags of a repository, sorted.
 *
 * @param warning why the list may be out of date or not whole; null where the registry says it is
 */
public record CachedTags(List<String> tags, @Nullable String warning) {
    public CachedTags {
        tags = List.copyOf(tags);
    }

    List<String> warnings() {
        return warning == null ? List.of() : List.of(warning);
    }
}
