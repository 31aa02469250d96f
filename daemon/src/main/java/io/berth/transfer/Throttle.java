package io.berth.transfer;

import io.berth.io.CancelToken;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keeps one transfer to the limits of the daemon, of its registry, and of those who want it. */
final class Throttle {
    /** After so long a wait is looked at again: limits change while it lasts. */
    private static final long LOOK_NANOS = 100_000_000;

    private final Supplier<List<Bucket>> configured;
    private final Supplier<Bucket> own;
    private final CancelToken cancel;
    private final Consumer<Boolean> limited;

    /**
     * Limits one transfer.
     *
     * @param configured of the daemon and the registry, as they are now
     * @param own of those who want it, as it is now
     * @param limited told when it begins and when it stops to wait
     */
    Throttle(Supplier<List<Bucket>> configured, Supplier<Bucket> own, CancelToken cancel, Consumer<Boolean> limited) {
        this.configured = configured;
        this.own = own;
        this.cancel = cancel;
        this.limited = limited;
    }

    /** Takes what was moved, and waits until it is paid for; returns the nanoseconds that it waited. */
    long moved(long bytes) {
        Bucket now = own.get();
        List<Bucket> others = configured.get();
        if (others.isEmpty() && !now.isLimited()) {
            return 0;
        }
        others.forEach(bucket -> bucket.take(bytes));
        now.take(bytes);
        long began = System.nanoTime();
        boolean cancelled = false;
        for (long debt = debt(now); debt > 0 && !cancelled; debt = debt(own.get())) {
            limited.accept(true);
            cancelled = cancel.await(Duration.ofNanos(Math.clamp(debt, 1_000_000, LOOK_NANOS)));
        }
        limited.accept(false);
        return System.nanoTime() - began;
    }

    private long debt(Bucket now) {
        long most = now.debt();
        for (Bucket bucket : configured.get()) {
            most = Math.max(most, bucket.debt());
        }
        return most;
    }
}
