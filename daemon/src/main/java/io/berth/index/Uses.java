package io.berth.index;

import io.berth.oci.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uses of images and manifests that no change tells of: noted in memory, since they come by the thousand, and written by
 * {@link #flush}. What was noted since the last one is lost with the daemon.
 */
public final class Uses {
    private final Index index;
    private final InstantSource clock;
    private final Map<Digest, Instant> noted = new ConcurrentHashMap<>();

    public Uses(Index index, InstantSource clock) {
        this.index = index;
        this.clock = clock;
    }

    public void note(Digest image) {
        noted.put(image, clock.instant());
    }

    /** Writes what was noted, in one change. */
    public void flush() {
        List<Change> steps = new ArrayList<>();
        for (Map.Entry<Digest, Instant> use : noted.entrySet()) {
            steps.add(new Change.Use(use.getKey(), use.getValue()));
        }
        if (!steps.isEmpty()) {
            index.apply(steps);
            steps.forEach(step -> forget((Change.Use) step));
        }
    }

    private void forget(Change.Use written) {
        noted.remove(written.image(), written.at());
    }
}
