package io.berth.transfer;

import io.berth.remote.RegistryException;
import java.time.Duration;

/** How fast an attempt is; ends it when it has become too slow to be worth its connection. */
final class Speed {
    private final long windowNanos;
    private final long bytesMin;
    private long windowStart = System.nanoTime();
    private long moved;

    Speed(Duration window, long bytesMin) {
        this.windowNanos = window.toNanos();
        this.bytesMin = bytesMin;
    }

    void moved(long bytes) throws RegistryException {
        moved += bytes;
        long now = System.nanoTime();
        if (now - windowStart < windowNanos) {
            return;
        }
        if (moved < bytesMin) {
            throw RegistryException.network(
                    "too slow: " + moved + " bytes in " + windowNanos / 1_000_000_000 + "s, less than " + bytesMin);
        }
        windowStart = now;
        moved = 0;
    }

    /** Time in which we ourselves waited does not count. */
    void paused(long nanos) {
        windowStart += nanos;
    }
}
