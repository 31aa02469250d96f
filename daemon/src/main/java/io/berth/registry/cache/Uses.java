package io.berth.registry.cache;

import io.berth.index.CacheIndex;
import io.berth.oci.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When blobs were had last, gathered in memory: a read must not cost a write. */
final class Uses {
    private final CacheIndex cached;
    private final InstantSource clock;
    private final Map<Digest, Instant> times = new ConcurrentHashMap<>();

    Uses(CacheIndex cached, InstantSource clock) {
        this.cached = cached;
        this.clock = clock;
    }

    void used(Digest digest) {
        times.put(digest, clock.instant());
    }

    /** Writes down what was gathered, in one change. */
    void flush() {
        Map<Digest, Instant> some = new HashMap<>(times);
        if (!some.isEmpty()) {
            cached.used(some);
            some.forEach(times::remove);
        }
    }
}
