package io.berth.remote;

import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.oci.Digest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Access tokens, in memory only, until shortly before they expire. Holds no credentials, only their hash. */
final class TokenCache {
    private final Clock clock;
    private final Map<Key, Token> tokens = Recent.used(Limits.REMEMBERED_MAX);

    record Key(String realm, String service, Scopes scopes, Digest credentials) {}

    private record Token(String value, Instant expires) {}

    TokenCache(Clock clock) {
        this.clock = clock;
    }

    synchronized Optional<String> get(Key key) {
        Token token = tokens.get(key);
        return token == null || !clock.instant().isBefore(token.expires) ? Optional.empty() : Optional.of(token.value);
    }

    /** Keeps a token for nine tenths of its life, so that it does not expire on its way. */
    synchronized void put(Key key, String token, Duration life) {
        tokens.put(
                key, new Token(token, clock.instant().plus(life.multipliedBy(9).dividedBy(10))));
    }

    synchronized void drop(Key key, String token) {
        Token kept = tokens.get(key);
        if (kept != null && kept.value.equals(token)) {
            tokens.remove(key);
        }
    }
}
