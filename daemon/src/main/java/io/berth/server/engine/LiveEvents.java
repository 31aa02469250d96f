package io.berth.server.engine;

import io.berth.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * New events on their way to one client. The publisher is never held up: what the client does not fetch waits here up to
 * a bound, and then nothing more is kept and the queue says that it has overflowed.
 */
final class LiveEvents {
    private final int waitingMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private boolean overflowed;
    private boolean ended;

    LiveEvents(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /** Called by the publisher. */
    void add(Event event) {
        lock.lock();
        try {
            if (waiting.size() < waitingMax && !overflowed) {
                waiting.add(event);
            } else {
                overflowed = true;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The client is gone: who waits in {@link #next} goes on at once. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    boolean hasOverflowed() {
        lock.lock();
        try {
            return overflowed;
        } finally {
            lock.unlock();
        }
    }

    /** Begins again after an overflow, with what comes from now on. */
    void restart() {
        lock.lock();
        try {
            waiting.clear();
            overflowed = false;
        } finally {
            lock.unlock();
        }
    }

    /** All that waits, in order; waits for something until the deadline, the end, or an overflow. */
    List<Event> next(Instant deadline) {
        lock.lock();
        try {
            while (waiting.isEmpty() && !overflowed && !ended) {
                long nanos = nanosUntil(deadline);
                if (nanos <= 0) {
                    break;
                }
                changed.awaitNanos(nanos);
            }
            List<Event> events = new ArrayList<>(waiting);
            waiting.clear();
            return events;
        } catch (InterruptedException e) {
            // Nobody interrupts here; a JVM that does wants the thread to end.
            ended = true;
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private static long nanosUntil(Instant deadline) {
        Duration left = Duration.between(Instant.now(), deadline);
        return left.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : left.toNanos();
    }
}
