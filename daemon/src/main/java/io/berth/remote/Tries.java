package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.problem.Problem.Corrupt;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.hosts.Capability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a registry's endpoints one after the other, and each again where that may help soon. */
final class Tries {
    private static final Logger LOG = LoggerFactory.getLogger(Tries.class);

    private final List<Endpoint> endpoints;
    private final Backoff backoff;
    private final Set<Endpoint> failed = ConcurrentHashMap.newKeySet();
    private final Set<Endpoint> served = ConcurrentHashMap.newKeySet();

    /** A request to one endpoint. */
    @FunctionalInterface
    interface Request<T> {
        T send(Endpoint endpoint) throws IOException;
    }

    Tries(List<Endpoint> endpoints, Backoff backoff) {
        this.endpoints = List.copyOf(endpoints);
        this.backoff = backoff;
    }

    /** The endpoint that is asked first. */
    Endpoint preferred(Capability capability) {
        List<Endpoint> order = order(capability);
        return order.isEmpty() ? endpoints.getLast() : order.getFirst();
    }

    /** Those who can, in their order, but those that failed come last. */
    private List<Endpoint> order(Capability capability) {
        List<Endpoint> all = new ArrayList<>();
        List<Endpoint> last = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.can(capability)) {
                (failed.contains(endpoint) ? last : all).add(endpoint);
            }
        }
        all.addAll(last);
        return all;
    }

    /** The mirrors that answered. */
    List<String> mirrors() {
        return endpoints.stream()
                .filter(endpoint -> endpoint.isMirror() && served.contains(endpoint))
                .map(endpoint -> endpoint.base().getRawAuthority())
                .toList();
    }

    /** Each endpoint, a few times; the failure is the registry's own, or a mirror's where the registry is out of reach. */
    <T> T any(Capability capability, CancelToken cancel, Request<T> request) throws IOException {
        return first(capability, endpoint -> patiently(endpoint, cancel, request));
    }

    /** Each endpoint, once. */
    <T> T first(Capability capability, Request<T> request) throws IOException {
        RegistryException failure = null;
        List<Endpoint> order = order(capability);
        for (Endpoint endpoint : order) {
            try {
                T result = request.send(endpoint);
                succeeded(endpoint);
                return result;
            } catch (RegistryException e) {
                failure = telling(failure, e);
                failed(endpoint, e);
            } catch (Corrupt e) {
                failed(endpoint, e);
                if (!endpoint.isMirror() || endpoint.equals(order.getLast())) {
                    throw e;
                }
            }
        }
        if (failure == null) {
            throw new RegistryException(
                    Kind.POLICY,
                    "GET",
                    null,
                    "no configured host may " + capability.name().toLowerCase(Locale.ROOT));
        }
        throw failure;
    }

    /** Asks this endpoint last from now on. */
    void distrust(Endpoint endpoint, String reason) {
        served.remove(endpoint);
        if (failed.add(endpoint) && endpoints.size() > 1) {
            LOG.warn("{} is asked last from now on: {}", endpoint.base(), reason);
        }
    }

    private void succeeded(Endpoint endpoint) {
        failed.remove(endpoint);
        if (served.add(endpoint) && endpoint.isMirror()) {
            LOG.info("the mirror {} serves {}", endpoint.base(), endpoint.namespace());
        }
    }

    private void failed(Endpoint endpoint, Exception failure) {
        if (failed.add(endpoint) && endpoints.size() > 1) {
            LOG.info("{} does not serve this: {}", endpoint.base(), failure.getMessage());
        }
    }

    private static RegistryException telling(@Nullable RegistryException before, RegistryException now) {
        return before != null && now.kind() == Kind.NETWORK ? before : now;
    }

    private <T> T patiently(Endpoint endpoint, CancelToken cancel, Request<T> request) throws IOException {
        for (int failures = 1; ; failures++) {
            try {
                return request.send(endpoint);
            } catch (RegistryException e) {
                if (!helpsSoon(e, failures)
                        || !backoff.isWorthwhile(e, failures)
                        || cancel.await(backoff.wait(e, failures))) {
                    throw e;
                }
            }
        }
    }

    /** A connection refused or a name unknown will be so in a second; a limit that says nothing may be one of bursts. */
    private static boolean helpsSoon(RegistryException failure, int failures) {
        return switch (failure.kind()) {
            case SERVER -> true;
            case LIMITED -> failure.retryAfter().isPresent() || failures < RemoteLimits.LIMITED_TRIES_MAX;
            case NETWORK -> !Caller.isUnreachable(failure);
            default -> false;
        };
    }
}
