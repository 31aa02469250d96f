package io.berth.io;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Work that one thread does and several wait for. It ends once; who waits longest gets the same as who comes late. */
public final class Flight<V> {
    private static final long EVER = Long.MAX_VALUE / 2;

    private @Nullable Outcome<V> outcome;
    private int waiting;

    private sealed interface Outcome<V> {}

    private record Landed<V>(V value) implements Outcome<V> {}

    private record Failed<V>(Throwable reason) implements Outcome<V> {}

    private record Abandoned<V>() implements Outcome<V> {}

    public void land(V value) {
        end(new Landed<>(value));
    }

    public void fail(Throwable reason) {
        end(new Failed<>(reason));
    }

    /** Ends without an outcome: who did the work has left, and somebody else has to. */
    public void abandon() {
        end(new Abandoned<>());
    }

    private synchronized void end(Outcome<V> how) {
        outcome = how;
        notifyAll();
    }

    public synchronized boolean hasEnded() {
        return outcome != null;
    }

    public synchronized boolean isAbandoned() {
        return outcome instanceof Abandoned;
    }

    /** How many wait. */
    public synchronized int waiting() {
        return waiting;
    }

    /** Waits for the end, or for the waiting one's own. */
    public void await(CancelToken cancel) {
        try (var _ = cancel.onCancel(this::wake)) {
            await(cancel, System.nanoTime() + EVER);
        }
    }

    /** Waits for the end, but only so long; tells whether it has come. */
    public boolean await(Duration most) {
        await(new CancelToken(), System.nanoTime() + most.toNanos());
        return hasEnded();
    }

    private synchronized void await(CancelToken cancel, long end) {
        waiting++;
        try {
            while (outcome == null && !cancel.isCancelled()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            cancel.cancel(); // nobody interrupts threads here; should it happen, the waiting ends
        } finally {
            waiting--;
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    /**
     * What came of it, once it has ended.
     *
     * @throws IOException the failure, thrown as it was; an error or unchecked one likewise
     */
    public synchronized V result() throws IOException {
        return switch (outcome) {
            case Landed<V>(V value) -> value;
            case Failed<V>(Throwable reason) -> throw rethrown(reason);
            case Abandoned<V>() -> throw new IllegalStateException("abandoned");
            case null -> throw new IllegalStateException("under way");
        };
    }

    private static RuntimeException rethrown(Throwable reason) throws IOException {
        return switch (reason) {
            case Error error -> throw error;
            case IOException failure -> throw failure;
            case RuntimeException problem -> problem;
            case Throwable other -> new IllegalStateException(other);
        };
    }
}
