package io.berth.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells work that nobody wants it any more. Work is never interrupted: it looks at the token between steps, and whatever
 * it waits for (a socket, a condition) is closed or woken by a registered action.
 */
public final class CancelToken {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    /** Takes an action back; may be closed more than once. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Cancels, once, and runs the registered actions on this thread. */
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
            notifyAll();
        }
        due.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Waits so long, or until cancellation; tells whether it is cancelled. */
    public synchronized boolean await(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        for (long left = most.toMillis(); left > 0 && !cancelled; left = (end - System.nanoTime()) / 1_000_000) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                return true; // nobody interrupts threads here; should it happen, the work ends
            }
        }
        return cancelled;
    }

    /** Runs {@code action} at cancellation, at once if that has been; it must not block. */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> remove(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void remove(Runnable action) {
        actions.remove(action);
    }
}
