package io.berth.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells subscribers of new events, in the order of the log, on the thread that made them durable. */
public final class EventBus {
    private final List<Consumer<Event>> subscribers = new CopyOnWriteArrayList<>();

    /** Ends a subscription; may be closed more than once. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Calls {@code subscriber} for each event that becomes durable from now on; it must neither block nor throw. */
    public Subscription subscribe(Consumer<Event> subscriber) {
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    public void publish(Event event) {
        subscribers.forEach(subscriber -> subscriber.accept(event));
    }

    public int subscribers() {
        return subscribers.size();
    }
}
