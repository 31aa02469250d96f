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
 * @param limitRate bytes a second that it may take; 0 is no limit
 */
public record PullRequest(
        Reference reference,
        PullPlatforms platforms,
        Credentials credentials,
        Map<String, String> metaHeaders,
        long limitRate) {
    public PullRequest(
            Reference reference, PullPlatforms platforms, Credentials credentials, Map<String, String> metaHeaders) {
        this(reference, platforms, credentials, metaHeaders, 0);
    }

    public PullRequest {
        metaHeaders = Map.copyOf(metaHeaders);
    }
}
