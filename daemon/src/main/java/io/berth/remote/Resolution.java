package io.berth.remote;

import io.berth.oci.Descriptor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a registry says a reference points to.
 *
 * @param target as claimed by headers, and so unproven until its bytes are here
 * @param bytes of the manifest or index, where they had to be fetched to know; then the target is proven
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
public record Resolution(Descriptor target, byte @Nullable [] bytes) {
    public Optional<byte[]> findBytes() {
        return Optional.ofNullable(bytes);
    }
}
