package io.berth.image;

import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.remote.credential.Credentials;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be pushed, and for whom.
 *
 * @param reference a name that an image has here; with neither tag nor digest: all tags of the repository
 * @param platform whose manifest alone is pushed; null for all that the name points to
 * @param metaHeaders {@code X-Meta-*}, sent on to the registry
 * @param limitRate bytes a second that it may take; 0 is no limit
 */
public record PushRequest(
        Reference reference,
        @Nullable Platform platform,
        Credentials credentials,
        Map<String, String> metaHeaders,
        long limitRate) {
    public PushRequest {
        metaHeaders = Map.copyOf(metaHeaders);
    }
}
