package io.berth.transfer;

import io.berth.remote.RegistryException;

/** Ends an attempt that has become too slow to be worth its connection. */
final class Speed {
    private final long windowNanos;
    private final long bytesMin;
    private long windowStart = System.nanoTime();
    private long received;

    Speed(DownloadSettings settings) {
        windowNanos = settings.speedWindow().toNanos();
        bytesMin = settings.speedBytes();
    }

    void received(long bytes) throws RegistryException {
        received += bytes;
        long now = System.nanoTime();
        if (now - windowStart < windowNanos) {
            return;
        }
        if (received < bytesMin) {
            throw RegistryException.network("too slow: " + received + " bytes in " + windowNanos / 1_000_000_000 + "s");
        }
        windowStart = now;
        received = 0;
    }
}
