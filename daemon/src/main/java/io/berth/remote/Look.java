package io.berth.remote;

import io.berth.oci.Descriptor;
import org.jspecify.annotations.Nullable;

/** What a HEAD told of a name. */
public sealed interface Look {
    /** It points to this. */
    record Found(Descriptor target) implements Look {}

    /** The registry has no such name. */
    record Missing() implements Look {}

    /** It cannot be told, in words for people. */
    record Untold(String reason) implements Look {}

    static Look of(@Nullable Descriptor target) {
        return target == null ? new Untold("the registry does not tell digests by HEAD") : new Found(target);
    }
}
