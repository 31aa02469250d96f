package io.berth.index;

import java.time.Instant;

/** Times in the database: nanoseconds since 1970, from the year 1678 to 2262. */
final class Nanos {
    private static final long SECOND = 1_000_000_000L;

    private Nanos() {}

    /** A time out of range becomes the nearest one within. */
    static long of(Instant time) {
        if (time.getEpochSecond() >= Long.MAX_VALUE / SECOND) {
            return Long.MAX_VALUE;
        }
        if (time.getEpochSecond() <= Long.MIN_VALUE / SECOND) {
            return Long.MIN_VALUE;
        }
        return time.getEpochSecond() * SECOND + time.getNano();
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
