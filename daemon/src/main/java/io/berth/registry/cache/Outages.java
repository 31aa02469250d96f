package io.berth.registry.cache;

import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Registries that cannot be asked now: for a moment nobody waits for them who can do with an older answer. */
final class Outages {
    private static final Duration LEFT_ALONE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Map<String, Outage> outages = Recent.added(Limits.REMEMBERED_MAX);

    private record Outage(String reason, Instant until) {}

    Outages(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether it is the registry's trouble rather than an answer to the question. */
    static boolean isOutage(Throwable failure) {
        return failure instanceof Problem problem
                && switch (problem) {
                    case Unavailable _, Limited _, Corrupt _ -> true;
                    case Problem.NotFound _,
                            Problem.InvalidParameter _,
                            Problem.Conflict _,
                            Problem.Unauthorized _,
                            Problem.Forbidden _,
                            Problem.TooLarge _,
                            Problem.Unsupported _ -> false;
                };
    }

    synchronized Optional<String> reason(String registry) {
        return Optional.ofNullable(outages.get(registry))
                .filter(outage -> outage.until().isAfter(clock.instant()))
                .map(Outage::reason);
    }

    synchronized void began(String registry, String reason) {
        outages.remove(registry);
        outages.put(registry, new Outage(reason, clock.instant().plus(LEFT_ALONE)));
    }

    synchronized void ended(String registry) {
        outages.remove(registry);
    }
}
