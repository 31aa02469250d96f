package io.berth.registry.cache;

import io.berth.content.Content;
import io.berth.content.Growing;
import io.berth.index.CacheIndex;
import io.berth.index.Index;
import io.berth.oci.Repository;
import io.berth.remote.RegistryClient;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.transfer.Downloads;
import io.berth.transfer.Jobs;
import io.berth.trust.TrustPolicy;
import java.util.Map;

/** What the cache stands on. */
public record Store(
        Index index,
        CacheIndex cached,
        Content content,
        Growing growing,
        Remotes remotes,
        Downloads downloads,
        Jobs jobs,
        TrustPolicy policy) {
    /** With the daemon's own credentials; those of a client are not for other registries. */
    RegistryClient client(Repository repository) {
        return remotes.client(repository, Credentials.anonymous(), Map.of());
    }
}
