package io.berth.remote;

import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.io.RemoteLimits;
import io.berth.oci.Digest;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Registries that have asked to be left alone for a while (429 with {@code Retry-After}), by the credentials that they
 * said so to. Whoever wants something there meanwhile is told without asking, and waits or gives up as if the registry had
 * said it again. For blobs this does not count: registries limit questions about images rather than bytes, and a pull that
 * runs goes on.
 */
final class Silences {
    private final InstantSource clock;
    private final Map<Key, Silence> ends = Recent.used(Limits.REMEMBERED_MAX);

    /**
     * A wish.
     *
     * @param teller the session that was told, which deals with it itself
     */
    private record Silence(Instant end, Object teller) {}

    private record Key(String registry, Digest credentials) {
        static Key of(Endpoint at, Digest credentials) {
            return new Key(Endpoint.origin(at.base()), credentials);
        }
    }

    Silences(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Looks whether something may be asked now.
     *
     * @throws RegistryException of kind {@code LIMITED}, with what is left of the time, where the registry is to be left
     *     alone
     */
    void check(Endpoint at, Digest credentials, Object session, String method, URI uri) throws RegistryException {
        if (isOfBlob(uri)) {
            return;
        }
        Silence silence;
        synchronized (this) {
            silence = ends.get(Key.of(at, credentials));
        }
        Instant now = clock.instant();
        if (silence != null && !silence.teller.equals(session) && silence.end.isAfter(now)) {
            String message = at.base().getRawAuthority() + " has asked not to be asked again before "
                    + silence.end.truncatedTo(ChronoUnit.SECONDS);
            throw new RegistryException(
                    Kind.LIMITED,
                    method,
                    Answers.withoutQuery(uri),
                    message,
                    null,
                    Duration.between(now, silence.end),
                    null);
        }
    }

    /** Notes what an answer asks for; one that came from elsewhere, by redirect, does not speak for this registry. */
    void saw(Endpoint at, Digest credentials, Object session, HttpAnswer answer) {
        URI uri = answer.call().uri();
        if (answer.status() != 429 || isOfBlob(uri) || !Endpoint.origin(uri).equals(Endpoint.origin(at.base()))) {
            return;
        }
        Answers.retryAfter(answer)
                .filter(Duration::isPositive)
                .ifPresent(asked -> begin(at, credentials, session, asked));
    }

    synchronized void begin(Endpoint at, Digest credentials, Object session, Duration asked) {
        Duration kept = asked.compareTo(RemoteLimits.SILENCE_MAX) < 0 ? asked : RemoteLimits.SILENCE_MAX;
        ends.put(Key.of(at, credentials), new Silence(clock.instant().plus(kept), session));
    }

    /** How many wishes are remembered. */
    synchronized int size() {
        return ends.size();
    }

    private static boolean isOfBlob(URI uri) {
        return uri.getRawPath().contains("/blobs/");
    }
}
