package io.berth.server.registry;

import io.berth.content.Content;
import io.berth.oci.RepositoryName;
import io.berth.registry.Access;
import io.berth.registry.BlobPushes;
import io.berth.registry.ManifestPushes;
import io.berth.registry.Mounts;
import io.berth.registry.Sources;
import io.berth.registry.access.AccessControl;
import io.berth.server.http.RouteTable;
import java.util.function.Predicate;

/** The distribution API's routes. */
public final class DistributionApi {
    private DistributionApi() {}

    /**
     * What they call.
     *
     * @param readOnly repositories that are served and not this registry's own
     */
    public record Parts(
            Sources sources,
            BlobPushes blobs,
            ManifestPushes manifests,
            Mounts mounts,
            Content content,
            Access access,
            Predicate<RepositoryName> readOnly) {}

    public static RouteTable routes(Parts parts) {
        RouteTable routes = new RouteTable();
        Gate gate = new Gate(parts.access(), parts.readOnly());
        new ListEndpoints(parts.sources(), gate).register(routes);
        new BlobEndpoints(parts.sources(), parts.blobs(), parts.mounts(), parts.content()).register(routes, gate);
        new UploadEndpoints(parts.blobs(), parts.mounts()).register(routes, gate);
        new ManifestEndpoints(parts.sources(), parts.manifests(), gate).register(routes);
        if (parts.access() instanceof AccessControl control) {
            new TokenEndpoints(control).register(routes);
        }
        return routes;
    }
}
