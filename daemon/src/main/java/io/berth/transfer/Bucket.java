package io.berth.transfer;

import io.berth.io.CancelToken;
import java.time.Duration;

/**
 * Bytes a second for all who share it: each takes what it has received, and waits until what all have taken is paid for.
 * Since everybody pays the same debt, each gets an equal part. Saves up a tenth of a second at most. Used by any thread.
 */
public final class Bucket {
    private static final double SECOND = 1e9;
    private static final double SAVED_SECONDS = 0.1;

    /** After so long a wait is looked at again: the rate may have changed. */
    private static final long LOOK_NANOS = 100_000_000;

    private volatile long rate;
    private double balance;
    private long paid = System.nanoTime();

    /**
     * Begins with nothing saved up.
     *
     * @param rate bytes a second; 0 is no limit
     */
    public Bucket(long rate) {
        this.rate = rate;
    }

    public static Bucket unlimited() {
        return new Bucket(0);
    }

    public long rate() {
        return rate;
    }

    public boolean isLimited() {
        return rate > 0;
    }

    /** Holds from now on, also for what has been taken. */
    public synchronized void rate(long bytesPerSecond) {
        pay(System.nanoTime());
        rate = bytesPerSecond;
        balance = Math.min(balance, saved());
    }

    synchronized void take(long bytes) {
        if (isLimited()) {
            pay(System.nanoTime());
            balance -= bytes;
        }
    }

    /** Nanoseconds until all is paid for. */
    synchronized long debt() {
        if (!isLimited()) {
            return 0;
        }
        pay(System.nanoTime());
        return balance >= 0 ? 0 : (long) (-balance / rate * SECOND) + 1;
    }

    /** Takes what was done and waits until it is paid for; false where it was cancelled meanwhile. */
    public boolean spend(long bytes, CancelToken cancel) {
        take(bytes);
        for (long debt = debt(); debt > 0 && !cancel.isCancelled(); debt = debt()) {
            cancel.await(Duration.ofNanos(Math.clamp(debt, 1_000_000, LOOK_NANOS)));
        }
        return !cancel.isCancelled();
    }

    private void pay(long now) {
        balance = rate == 0 ? 0 : Math.min(saved(), balance + (now - paid) / SECOND * rate);
        paid = now;
    }

    private double saved() {
        return rate * SAVED_SECONDS;
    }
}
