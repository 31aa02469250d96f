package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who ask the same at the same time share one request. Where several did, many are asking: then the answer also
 * serves whoever asks within the time to live, counted from when its request was made. One who asks alone, again and again,
 * is always answered anew, so that a tag that was just moved is seen. Failures serve those who were waiting for them, and
 * nobody else.
 */
final class Checks {
    private final long ttl;
    private final LongSupplier nanos;
    private final Map<Key, Flight> flights = Recent.added(Limits.REMEMBERED_MAX);

    /**
     * What makes two questions the same.
     *
     * @param body whether the document itself was asked for (GET), not only what it is (HEAD)
     */
    record Key(Reference reference, Digest credentials, Map<String, String> metaHeaders, boolean body) {}

    /** A request; empty where its answer does not tell. */
    @FunctionalInterface
    interface Question {
        Optional<Resolution> ask() throws IOException;
    }

    /** A ttl of zero shares nothing. */
    Checks(Duration ttl, LongSupplier nanos) {
        this.ttl = ttl.toNanos();
        this.nanos = nanos;
    }

    /** Asks, or takes the answer of others who ask. */
    Optional<Resolution> ask(Key key, CancelToken cancel, Question question) throws IOException {
        if (ttl == 0) {
            return question.ask();
        }
        while (true) {
            Flight mine = new Flight(nanos.getAsLong());
            Flight flight = join(key, mine);
            if (flight == mine) {
                return fly(key, mine, cancel, question);
            }
            flight.await(cancel);
            if (cancel.isCancelled()) {
                throw RegistryException.network("cancelled");
            }
            if (!flight.abandoned()) {
                return flight.result();
            }
        }
    }

    private synchronized Flight join(Key key, Flight mine) {
        Flight present = flights.get(key);
        if (present != null && mine.began - present.began < ttl && present.serves()) {
            return present;
        }
        flights.remove(key);
        flights.put(key, mine);
        return mine;
    }

    private Optional<Resolution> fly(Key key, Flight flight, CancelToken cancel, Question question) throws IOException {
        try {
            Optional<Resolution> answer = question.ask();
            flight.land(answer);
            keepWithoutBytes(key, flight, answer);
            return answer;
        } catch (IOException | RuntimeException e) {
            drop(key, flight);
            if (cancel.isCancelled()) {
                flight.abandon(); // the failure of one who left is nobody else's
            } else {
                flight.fail(e);
            }
            throw e;
        }
    }

    /** Documents are for those who waited: kept, they would fill the memory. */
    private synchronized void keepWithoutBytes(Key key, Flight flight, Optional<Resolution> answer) {
        if (flights.get(key) == flight
                && answer.filter(found -> found.bytes() != null).isPresent()) {
            flights.put(key, flight.withoutBytes());
        }
    }

    /** How many wait for the answer to this. */
    synchronized int waiting(Key key) {
        Flight flight = flights.get(key);
        return flight == null ? 0 : flight.waiting();
    }

    private synchronized void drop(Key key, Flight flight) {
        flights.remove(key, flight);
    }

    /** One request, and those who wait for its answer. */
    private static final class Flight {
        private final long began;
        private boolean landed;
        private int waiting;
        private boolean shared;
        private boolean abandoned;
        private Optional<Resolution> answer = Optional.empty();
        private @Nullable Exception failure;

        Flight(long began) {
            this.began = began;
        }

        /** Takes one more along; false where it has landed and had nobody with it. */
        synchronized boolean serves() {
            shared |= !landed;
            return shared;
        }

        synchronized void land(Optional<Resolution> told) {
            answer = told;
            end();
        }

        synchronized void fail(Exception reason) {
            failure = reason;
            end();
        }

        synchronized void abandon() {
            abandoned = true;
            end();
        }

        private void end() {
            landed = true;
            notifyAll();
        }

        synchronized void await(CancelToken cancel) {
            waiting++;
            try (var _ = cancel.onCancel(this::wake)) {
                while (!landed && !cancel.isCancelled()) {
                    wait();
                }
            } catch (InterruptedException e) {
                cancel.cancel(); // nobody interrupts threads here; should it happen, the work ends
            } finally {
                waiting--;
            }
        }

        synchronized int waiting() {
            return waiting;
        }

        synchronized Flight withoutBytes() {
            Flight light = new Flight(began);
            light.shared = shared;
            light.land(answer.map(found -> new Resolution(found.target(), null)));
            return light;
        }

        private synchronized void wake() {
            notifyAll();
        }

        synchronized boolean abandoned() {
            return abandoned;
        }

        synchronized Optional<Resolution> result() throws IOException {
            return switch (failure) {
                case null -> answer;
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Exception e -> throw new IllegalStateException(e);
            };
        }
    }
}
