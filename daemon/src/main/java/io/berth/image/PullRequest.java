package io.berth.image;

import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.remote.Credentials;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be pulled, and for whom.
 *
 * @param reference with neither tag nor digest: all tags of the repository
 * @param platform null for the one that fits this machine
 * @param metaHeaders {@code X-Meta-*}, sent on to the registry
 */
public record PullRequest(
        Reference reference, @Nullable Platform platform, Credentials credentials, Map<String, String> metaHeaders) {
    public PullRequest {
        metaHeaders = Map.copyOf(metaHeaders);
    }
}
