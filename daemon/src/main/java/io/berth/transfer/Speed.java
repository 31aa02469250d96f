package io.berth.transfer;

import io.berth.remote.RegistryException;

/** How fast an attempt is; ends it when it has become too slow to be worth its connection. */
final class Speed {
    private final long windowNanos;
    private final long bytesMin;
    private long windowStart = System.nanoTime();
    private long received;

    Speed(DownloadSettings settings) {
        windowNanos = settings.stallWindow().toNanos();
        bytesMin = settings.stallBytes();
    }

    void received(long bytes) throws RegistryException {
        received += bytes;
        long now = System.nanoTime();
        if (now - windowStart < windowNanos) {
            return;
        }
        if (received < bytesMin) {
            throw RegistryException.network(
                    "too slow: " + received + " bytes in " + windowNanos / 1_000_000_000 + "s, less than " + bytesMin);
        }
        windowStart = now;
        received = 0;
    }

    /** Time in which we did not want any bytes does not count. */
    void paused(long nanos) {
        windowStart += nanos;
    }
}
