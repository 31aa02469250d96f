package io.berth.remote;

import io.berth.io.Limits;
import io.berth.io.Recent;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How origins (scheme, host, port) have asked for credentials, in memory and for a while: the next session with the same
 * one answers at once. An origin that has not asked is never given any.
 */
final class Challenges {
    private static final Duration LIFE = Duration.ofHours(1);

    private final Clock clock;
    private final Map<String, Asked> all = Recent.added(Limits.REMEMBERED_MAX);

    private record Asked(Challenge challenge, Instant until) {}

    Challenges(Clock clock) {
        this.clock = clock;
    }

    synchronized Optional<Challenge> of(URI base) {
        return Optional.ofNullable(all.get(Endpoint.origin(base)))
                .filter(asked -> clock.instant().isBefore(asked.until))
                .map(Asked::challenge);
    }

    /** Without what it says of one request: its scope, its error. */
    synchronized void remember(URI base, Challenge challenge) {
        Map<String, String> lasting = new LinkedHashMap<>(challenge.parameters());
        lasting.keySet().retainAll(Set.of("realm", "service"));
        all.put(
                Endpoint.origin(base),
                new Asked(
                        new Challenge(challenge.scheme(), lasting),
                        clock.instant().plus(LIFE)));
    }

    synchronized void forget(URI base) {
        all.remove(Endpoint.origin(base));
    }
}
