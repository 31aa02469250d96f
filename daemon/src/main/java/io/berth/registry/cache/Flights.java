package io.berth.registry.cache;

import io.berth.io.CancelToken;
import io.berth.io.Flight;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Lets all who want the same at the same time share one piece of work, on a thread of its own that no client ends. */
final class Flights<K, V> {
    private final Map<K, Flight<V>> running = new HashMap<>();

    /** Work that may fail. */
    @FunctionalInterface
    interface Work<V> {
        V run() throws IOException;
    }

    /** What comes of the work for this key, or its failure thrown as it was. */
    V get(K key, Work<V> work) throws IOException {
        Flight<V> flight = join(key, work);
        flight.await(new CancelToken());
        return flight.result();
    }

    /** Joins the work for this key, or begins it. It goes on whether somebody waits or not. */
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
        try {
            V value = work.run();
            remove(key);
            flight.land(value);
        } catch (Throwable e) {
            remove(key);
            flight.fail(e);
        }
    }

    private synchronized void remove(K key) {
        running.remove(key);
    }
}
