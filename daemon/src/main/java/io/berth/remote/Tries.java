package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.remote.RegistryException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Asks a registry's endpoints one after the other, and each again where that may help soon. */
final class Tries {
    private static final int TRIES = 3;
    private static final Duration WAIT_FIRST = Duration.ofMillis(200);
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final List<Endpoint> endpoints;
    private volatile Endpoint preferred;

    /** A request to one endpoint. */
    @FunctionalInterface
    interface Request<T> {
        T send(Endpoint endpoint) throws IOException;
    }

    Tries(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        this.preferred = endpoints.getFirst();
    }

    /** The endpoint that answered last. */
    Endpoint preferred() {
        return preferred;
    }

    /** The preferred endpoint first, then the others in their order. */
    private List<Endpoint> order() {
        List<Endpoint> all = new ArrayList<>(endpoints);
        all.remove(preferred);
        all.addFirst(preferred);
        return all;
    }

    /** Each endpoint, a few times; the failure is the registry's own, or a mirror's where the registry is out of reach. */
    <T> T any(CancelToken cancel, Request<T> request) throws IOException {
        return first(endpoint -> patiently(endpoint, cancel, request));
    }

    /** Each endpoint, once. */
    <T> T first(Request<T> request) throws IOException {
        RegistryException failure = null;
        for (Endpoint endpoint : order()) {
            try {
                T result = request.send(endpoint);
                preferred = endpoint;
                return result;
            } catch (RegistryException e) {
                failure = telling(failure, e);
            }
        }
        if (failure == null) {
            throw new IllegalStateException("no endpoint");
        }
        throw failure;
    }

    private static RegistryException telling(@Nullable RegistryException before, RegistryException now) {
        return before != null && now.kind() == Kind.NETWORK ? before : now;
    }

    private static <T> T patiently(Endpoint endpoint, CancelToken cancel, Request<T> request) throws IOException {
        Duration wait = WAIT_FIRST;
        for (int tries = 1; ; tries++) {
            try {
                return request.send(endpoint);
            } catch (RegistryException e) {
                Duration asked = e.retryAfter().orElse(wait);
                if (tries >= TRIES || !helpsSoon(e) || asked.compareTo(WAIT_MAX) > 0 || cancel.await(jitter(asked))) {
                    throw e;
                }
                wait = wait.multipliedBy(2);
            }
        }
    }

    /** A connection refused or a name unknown will be so in a second; a limit is waited for only where it says how long. */
    private static boolean helpsSoon(RegistryException failure) {
        return switch (failure.kind()) {
            case SERVER -> true;
            case LIMITED -> failure.retryAfter().isPresent();
            case NETWORK -> !Caller.isUnreachable(failure);
            default -> false;
        };
    }

    static Duration jitter(Duration wait) {
        return wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 4 + 1));
    }
}
