package io.berth.registry.access;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys at an address: fetched when somebody shows a token, again each hour, and earlier where a token names a key that is
 * not among them, at most once a minute. While the address does not answer, the keys that were known stay good.
 */
final class RemoteKeys implements IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);
    private static final Duration GOOD = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final URI uri;
    private final Fetch fetch;
    private final InstantSource clock;
    private List<JwtKey> keys = List.of();
    private Instant fetched = Instant.EPOCH;
    private Instant tried = Instant.EPOCH;

    RemoteKeys(URI uri, Fetch fetch, InstantSource clock) {
        this.uri = uri;
        this.fetch = fetch;
        this.clock = clock;
    }

    @Override
    public synchronized List<JwtKey> find(String keyId) {
        Instant now = clock.instant();
        boolean old = !now.isBefore(fetched.plus(GOOD));
        boolean unknown =
                !keyId.isEmpty() && keys.stream().noneMatch(key -> key.id().equals(keyId));
        if ((old || unknown) && !now.isBefore(tried.plus(PAUSE))) {
            refresh(now);
        }
        if (keys.isEmpty()) {
            throw new Unavailable(Subject.REGISTRY, "the issuer's keys cannot be had now: try again later");
        }
        return keys;
    }

    private void refresh(Instant now) {
        tried = now;
        try {
            keys = Jwks.parse(fetch.get(uri));
            fetched = now;
        } catch (Corrupt e) {
            LOG.warn("the keys at {} cannot be used: {}", uri, e.text());
        } catch (IOException e) {
            LOG.warn("the keys at {} cannot be had: {}", uri, e.getMessage());
        }
    }
}
