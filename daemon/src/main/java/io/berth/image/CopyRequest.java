package io.berth.image;

import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.remote.credential.Credentials;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be copied from a registry to a registry, and for whom.
 *
 * @param to with a tag; one without gets that of {@code from}
 * @param platform whose manifest alone is copied; null for all that the name points to
 * @param credentials by the registry's name
 * @param limitRate bytes a second that it may take; 0 is no limit
 */
public record CopyRequest(
        Reference from,
        Reference to,
        @Nullable Platform platform,
        Function<String, Credentials> credentials,
        long limitRate) {
    public CopyRequest {
        if (to.tag() == null && to.digest() == null) {
            to = Reference.tagged(to.repository(), from.findTag().orElse(Reference.DEFAULT_TAG));
        }
    }
}
