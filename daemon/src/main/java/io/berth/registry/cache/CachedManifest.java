package io.berth.registry.cache;

import io.berth.oci.Descriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or index, byte for byte as its registry has it.
 *
 * @param warning why it may be out of date, for a {@code Warning} header; null where the registry says it is not
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
public record CachedManifest(
        Descriptor descriptor, byte[] bytes, @Nullable String warning) {
    List<String> warnings() {
        return warning == null ? List.of() : List.of(warning);
    }
}
