package io.berth.transfer;

import io.berth.transfer.Download.State;
import java.time.Duration;
import java.util.List;

/** Keeps one download to the limits of the daemon, of its registry, and of the most generous of those who want it. */
final class Throttle {
    /** After so long a wait is looked at again: limits change while it lasts. */
    private static final long LOOK_NANOS = 100_000_000;

    private final Download download;
    private final List<Bucket> configured;

    Throttle(Download download, List<Bucket> configured) {
        this.download = download;
        this.configured = configured;
    }

    /** Takes what was received, and waits until it is paid for; returns the nanoseconds that it waited. */
    long received(long bytes) {
        Bucket own = own();
        if (configured.isEmpty() && !own.isLimited()) {
            return 0;
        }
        configured.forEach(bucket -> bucket.take(bytes));
        own.take(bytes);
        long began = System.nanoTime();
        boolean cancelled = false;
        for (long debt = debt(own); debt > 0 && !cancelled; debt = debt(own())) {
            download.state(State.LIMITED);
            cancelled = download.cancel().await(Duration.ofNanos(Math.clamp(debt, 1_000_000, LOOK_NANOS)));
        }
        download.state(State.RECEIVING);
        return System.nanoTime() - began;
    }

    private long debt(Bucket own) {
        long most = own.debt();
        for (Bucket bucket : configured) {
            most = Math.max(most, bucket.debt());
        }
        return most;
    }

    private Bucket own() {
        Bucket generous = null;
        for (Interest interest : download.interests()) {
            Bucket limit = interest.limit();
            if (!limit.isLimited()) {
                return limit;
            }
            generous = generous == null || limit.rate() > generous.rate() ? limit : generous;
        }
        return generous == null ? Bucket.unlimited() : generous;
    }
}
