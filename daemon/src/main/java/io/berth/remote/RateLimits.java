package io.berth.remote;

import io.berth.io.Limits;
import io.berth.io.Recent;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import io.berth.remote.credential.Credentials;
import io.berth.remote.transport.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The budgets that registries grant, by registry and credentials, as their answers tell them; in memory only. */
public final class RateLimits {
    private static final int CREDENTIAL_LENGTH = 12;
    private static final Duration WINDOW_DEFAULT = Duration.ofHours(1);

    private final int lowPercent;
    private final Consumer<RateLimit> low;
    private final Clock clock;
    private final String salt = salt();
    private final Map<Key, Budget> budgets = Recent.used(Limits.REMEMBERED_MAX);

    private record Key(String registry, String credential) {}

    /** With the end of the window in which it was told to be low. */
    private record Budget(RateLimit limit, Instant quietUntil) {}

    /**
     * Tells {@code low}, once in a window, of a budget of which no more than so many percent are left.
     *
     * @param lowPercent 0 for those alone that are used up
     */
    public RateLimits(int lowPercent, Consumer<RateLimit> low, Clock clock) {
        this.lowPercent = lowPercent;
        this.low = low;
        this.clock = clock;
    }

    /** All that are known, by name of the registry. */
    public synchronized List<RateLimit> all() {
        return budgets.values().stream()
                .map(Budget::limit)
                .sorted(Comparator.comparing(RateLimit::registry).thenComparing(RateLimit::credential))
                .toList();
    }

    /** What was last told to these credentials at this endpoint. */
    Optional<RateLimit> find(Endpoint at, Digest credentials) {
        Key key = key(at, credentials);
        synchronized (this) {
            return Optional.ofNullable(budgets.get(key)).map(Budget::limit);
        }
    }

    /** Reads an answer's headers; one that came from elsewhere, by redirect, tells nothing of this registry. */
    void saw(Endpoint at, Digest credentials, HttpAnswer answer) {
        if (!Endpoint.origin(answer.call().uri()).equals(Endpoint.origin(at.base()))) {
            return;
        }
        Instant now = clock.instant();
        RateLimitHeaders.of(answer, now)
                .flatMap(told -> keep(key(at, credentials), told, now))
                .ifPresent(low);
    }

    /** Returns what is to be told. */
    private synchronized Optional<RateLimit> keep(Key key, RateLimitHeaders told, Instant now) {
        Budget before = budgets.get(key);
        RateLimit limit = merged(key, told, before == null ? null : before.limit(), now);
        boolean isLow = limit.isLow(lowPercent);
        boolean tell = isLow && (before == null || !now.isBefore(before.quietUntil()));
        Instant quiet = tell ? end(limit, now) : isLow && before != null ? before.quietUntil() : Instant.EPOCH;
        budgets.put(key, new Budget(limit, quiet));
        return tell ? Optional.of(limit) : Optional.empty();
    }

    /** An answer that only refuses says nothing of the size of the budget, which is known from before. */
    private static RateLimit merged(Key key, RateLimitHeaders told, @Nullable RateLimit before, Instant now) {
        return new RateLimit(
                key.registry(),
                key.credential(),
                told.source().isEmpty() && before != null ? before.source() : told.source(),
                before != null && told.limit() < 0 ? before.limit() : told.limit(),
                told.remaining(),
                before != null && told.limit() < 0 ? before.window() : told.window(),
                told.resets(),
                now);
    }

    private static Instant end(RateLimit limit, Instant now) {
        return limit.resets() != null && limit.resets().isAfter(now)
                ? limit.resets()
                : now.plus(limit.window() != null ? limit.window() : WINDOW_DEFAULT);
    }

    private Key key(Endpoint at, Digest credentials) {
        String authority = at.base().getRawAuthority();
        return new Key(authority.equals(Endpoints.HUB) ? Repository.DOCKER_HUB : authority, shown(credentials));
    }

    /** Salted, so that nobody can try passwords against it. */
    private String shown(Digest credentials) {
        if (credentials.equals(Credentials.anonymous().fingerprint())) {
            return "";
        }
        return Digest.of((salt + credentials).getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, CREDENTIAL_LENGTH);
    }

    private static String salt() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
