package io.berth.server.registry;

import io.berth.content.Content;
import io.berth.registry.Access;
import io.berth.registry.BlobPushes;
import io.berth.registry.ManifestPushes;
import io.berth.registry.Mounts;
import io.berth.registry.Sources;
import io.berth.server.http.RouteTable;

/** The distribution API's routes. */
public final class DistributionApi {
    private DistributionApi() {}

    /** What they call. */
    public record Parts(
            Sources sources,
            BlobPushes blobs,
            ManifestPushes manifests,
            Mounts mounts,
            Content content,
            Access access) {}

    public static RouteTable routes(Parts parts) {
        RouteTable routes = new RouteTable();
        Gate gate = new Gate(parts.access());
        new ListEndpoints(parts.sources(), gate).register(routes);
        new BlobEndpoints(parts.sources(), parts.blobs(), parts.content()).register(routes, gate);
        new UploadEndpoints(parts.blobs(), parts.mounts()).register(routes, gate);
        new ManifestEndpoints(parts.sources(), parts.manifests()).register(routes, gate);
        return routes;
    }
}
