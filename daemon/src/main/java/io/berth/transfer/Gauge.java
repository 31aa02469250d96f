package io.berth.transfer;

/** Bytes a second, as they were over the last second or two. One thread adds, any reads. */
final class Gauge {
    private static final long WINDOW_NANOS = 1_000_000_000;

    private long windowStart = System.nanoTime();
    private long inWindow;
    private volatile long rate;
    private volatile long measured = windowStart;

    void add(long bytes) {
        inWindow += bytes;
        long now = System.nanoTime();
        long elapsed = now - windowStart;
        if (elapsed >= WINDOW_NANOS) {
            rate = (long) (inWindow * 1e9 / elapsed);
            measured = now;
            windowStart = now;
            inWindow = 0;
        }
    }

    long perSecond() {
        return System.nanoTime() - measured > 3 * WINDOW_NANOS ? 0 : rate;
    }
}
