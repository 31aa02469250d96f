package io.berth.oci;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What points to content: type, address and exact size in bytes (image-spec, descriptor.md).
 *
 * @param platform of an index's child, where it says one
 * @param urls where a foreign layer may be had; unchecked text from outside
 */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        @Nullable String artifactType,
        List<String> urls,
        Map<String, String> annotations) {
    public Descriptor {
        urls = List.copyOf(urls);
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, null, null, List.of(), Map.of());
    }
}
