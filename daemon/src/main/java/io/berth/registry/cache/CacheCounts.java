package io.berth.registry.cache;

import java.util.concurrent.atomic.LongAdder;

/** What the cache has done since the daemon's start. Added to by any thread. */
public final class CacheCounts {
    final LongAdder manifestHits = new LongAdder();
    final LongAdder manifestMisses = new LongAdder();
    final LongAdder blobHits = new LongAdder();
    final LongAdder blobMisses = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder fetched = new LongAdder();
    final LongAdder served = new LongAdder();

    CacheCounts() {}

    /** Manifests that were served without a byte of them from a registry. */
    public long manifestHits() {
        return manifestHits.sum();
    }

    public long manifestMisses() {
        return manifestMisses.sum();
    }

    /** Requests for blobs that were here. */
    public long blobHits() {
        return blobHits.sum();
    }

    public long blobMisses() {
        return blobMisses.sum();
    }

    /** Answers with a warning. */
    public long stale() {
        return stale.sum();
    }

    /** Bytes of blobs and manifests that came from registries and are kept. */
    public long fetchedBytes() {
        return fetched.sum();
    }

    /** Bytes of blobs and manifests that went to clients. */
    public long servedBytes() {
        return served.sum();
    }
}
