package io.berth.registry.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets all who want the same at the same time share one piece of work, on a thread of its own that no client ends. */
final class Flights<K, V> {
    private final Map<K, Flight<V>> running = new HashMap<>();

    /** Work that may fail. */
    @FunctionalInterface
    interface Work<V> {
        V run() throws IOException;
    }

    /** Joins the work for this key, or begins it. */
    synchronized Flight<V> join(K key, Work<V> work) {
        Flight<V> present = running.get(key);
        if (present != null) {
            return present;
        }
        Flight<V> flight = new Flight<>();
        running.put(key, flight);
        Thread.ofVirtual().name("cache-" + key).start(() -> fly(key, flight, work));
        return flight;
    }

    private void fly(K key, Flight<V> flight, Work<V> work) {
        V value = null;
        Throwable failure = null;
        try {
            value = work.run();
        } catch (Throwable e) {
            failure = e;
        }
        synchronized (this) {
            running.remove(key);
        }
        flight.land(value, failure);
    }

    /** Work that goes on whether somebody waits or not. */
    static final class Flight<V> {
        private final CountDownLatch landed = new CountDownLatch(1);
        private @Nullable V value;
        private @Nullable Throwable failure;

        private void land(@Nullable V result, @Nullable Throwable reason) {
            value = result;
            failure = reason;
            landed.countDown();
        }

        /** What came of it, or its failure thrown as it was. */
        V await() throws IOException {
            return await(Duration.ofDays(1)).orElseThrow();
        }

        /** The same; empty where it takes longer. */
        Optional<V> await(Duration most) throws IOException {
            long end = System.nanoTime() + most.toNanos();
            while (landed.getCount() > 0 && end - System.nanoTime() > 0) {
                try {
                    landed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    // Nobody is interrupted here (DESIGN 5), and the work goes on in any case.
                }
            }
            if (landed.getCount() > 0) {
                return Optional.empty();
            }
            return switch (failure) {
                case null -> Optional.ofNullable(value);
                case Error error -> throw error;
                case IOException ours -> throw ours;
                case RuntimeException problem -> throw problem;
                case Throwable other -> throw new IllegalStateException(other);
            };
        }
    }
}
