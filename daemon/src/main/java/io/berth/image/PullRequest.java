package io.berth.image;

import io.berth.oci.Reference;
import io.berth.remote.credential.Credentials;
import java.util.Map;

/**
 * What is to be pulled, and for whom.
 *
 * @param reference with neither tag nor digest: all tags of the repository
 * @param platforms which of an index's manifests
 * @param metaHeaders {@code X-Meta-*}, sent on to the registry
 */
public record PullRequest(
        Reference reference, PullPlatforms platforms, Credentials credentials, Map<String, String> metaHeaders) {
    public PullRequest {
        metaHeaders = Map.copyOf(metaHeaders);
    }
}
