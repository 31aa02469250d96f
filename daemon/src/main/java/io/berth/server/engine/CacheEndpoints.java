package io.berth.server.engine;

import io.berth.index.CacheIndex.Usage;
import io.berth.registry.cache.Cache;
import io.berth.registry.cache.CacheCounts;
import io.berth.server.http.Reply;
import io.berth.server.http.Request;
import io.berth.server.http.Routes;
import tools.jackson.databind.node.ObjectNode;

/** Our own addition to the API: how the pull-through cache does ({@code /berth/registry/cache}). */
public final class CacheEndpoints implements Endpoints {
    private final Cache cache;

    public CacheEndpoints(Cache cache) {
        this.cache = cache;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/berth/registry/cache", this::show);
    }

    private Reply show(Request request) {
        ObjectNode answer = Json.object();
        cache.settings().upstreams().stream().sorted().forEach(answer.putArray("Upstreams")::add);
        answer.put("DefaultUpstream", cache.settings().findPlain().orElse(""))
                .put("TTLSeconds", cache.settings().ttl().toSeconds())
                .put("SizeMax", cache.settings().bytesMax());
        Usage usage = cache.usage();
        answer.put("Blobs", usage.blobs()).put("Size", usage.bytes()).put("SizeAlone", usage.alone());
        CacheCounts counts = cache.counts();
        answer.put("ManifestHits", counts.manifestHits())
                .put("ManifestMisses", counts.manifestMisses())
                .put("BlobHits", counts.blobHits())
                .put("BlobMisses", counts.blobMisses())
                .put("StaleAnswers", counts.stale())
                .put("BytesFetched", counts.fetchedBytes())
                .put("BytesServed", counts.servedBytes());
        return Json.ok(answer);
    }
}
