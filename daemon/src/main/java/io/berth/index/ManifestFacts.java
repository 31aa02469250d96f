package io.berth.index;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One manifest of an image.
 *
 * @param available whether the manifest, its config and all its layers are here
 * @param platform from the config where that is here, else from the index
 * @param config digest of the config; null where the manifest is not here
 * @param created the config's {@code created}, as written
 * @param contentSize bytes of the manifest, its config and its layers that are here
 * @param subject what an attestation is about
 */
public record ManifestFacts(
        Descriptor descriptor,
        boolean available,
        Kind kind,
        Platform platform,
        @Nullable Digest config,
        @Nullable String created,
        Map<String, String> labels,
        long contentSize,
        @Nullable Digest subject) {
    /** What a manifest is for (API 1.47, {@code Manifests[].Kind}). */
    public enum Kind {
        IMAGE,
        ATTESTATION,
        UNKNOWN
    }

    public ManifestFacts {
        labels = Labels.copyOf(labels);
    }
}
