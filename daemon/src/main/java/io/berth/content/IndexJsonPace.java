package io.berth.content;

import java.time.Duration;

/**
 * When {@code index.json} is written: soon after a change that no other follows. With many images it is large and takes its
 * time, and on a full disk it fails; then it rests. Times are of {@link System#nanoTime}. For one thread.
 */
final class IndexJsonPace {
    /** How long it rests after a failure. */
    static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(30);

    /** So many times as long as it took it rests after a success. */
    static final long REST = 20;

    private long written = -1;
    private long seen = -1;
    private long rested;

    IndexJsonPace(long now) {
        rested = now;
    }

    /** Whether there is something to write. */
    boolean isNew(long version) {
        return version != written;
    }

    /** The same for one that was there at the last look already, where it need not rest. */
    boolean isDue(long version, long now) {
        boolean settled = version == seen;
        seen = version;
        return settled && isNew(version) && now - rested >= 0;
    }

    void written(long version, long began, long ended) {
        written = version;
        rested = ended + REST * (ended - began);
    }

    void failed(long now) {
        rested = now + REST_AFTER_FAILURE.toNanos();
    }
}
