package io.berth.content;

import io.berth.problem.Problem.Limited;
import io.berth.problem.Subject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which request has an upload: the newest. A connection may be dead long before this side learns of it, and its client has
 * come back by another meanwhile; so an older request is asked to give way, and the newer one waits until it has.
 */
final class UploadTurns {
    private final Duration patience;
    private final Map<String, Turn> taken = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /**
     * Nobody has any.
     *
     * @param patience how long a request waits for an older one to give way
     */
    UploadTurns(Duration patience) {
        this.patience = patience;
    }

    /** One request's time with an upload; ends when it is closed. */
    final class Turn implements AutoCloseable {
        private final long number = numbers.incrementAndGet();
        private final String id;
        private final Runnable giveWay;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean asked;

        private Turn(String id, Runnable giveWay) {
            this.id = id;
            this.giveWay = giveWay;
        }

        /**
         * Whether it goes on.
         *
         * @throws Limited once a newer request has asked for the upload
         */
        void check() {
            if (asked) {
                throw taken(id);
            }
        }

        private void ask() {
            asked = true;
            giveWay.run();
        }

        @Override
        public void close() {
            taken.remove(id, this);
            over.countDown();
        }
    }

    /**
     * Waits for an older request's turn to end.
     *
     * @param giveWay run by another thread when a newer request comes: ends what this one waits for; must not block
     * @throws Limited where a newer request has the upload, or an older one does not give way
     */
    Turn take(String id, Runnable giveWay) {
        Turn mine = new Turn(id, giveWay);
        long end = System.nanoTime() + patience.toNanos();
        for (Turn other = taken.putIfAbsent(id, mine); other != null; other = taken.putIfAbsent(id, mine)) {
            if (other.number > mine.number) {
                throw taken(id);
            }
            other.ask();
            if (!isOver(other, end - System.nanoTime())) {
                throw taken(id);
            }
        }
        return mine;
    }

    /** A turn with an upload that no request has. */
    Optional<Turn> takeIdle(String id) {
        Turn mine = new Turn(id, () -> {});
        return taken.putIfAbsent(id, mine) == null ? Optional.of(mine) : Optional.empty();
    }

    private static boolean isOver(Turn other, long nanos) {
        try {
            return other.over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            return false; // nobody interrupts threads here; should it happen, the wait ends
        }
    }

    private static Limited taken(String id) {
        return new Limited(Subject.UPLOAD, "another request is writing to upload " + id);
    }
}
