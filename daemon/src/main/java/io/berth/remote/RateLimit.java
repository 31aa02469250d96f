package io.berth.remote;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a registry last told of how much may still be asked of it.
 *
 * @param registry host and port that were asked; Docker Hub is {@code docker.io}
 * @param credential tells credentials apart without telling anything of them, anew in each run; empty for nobody's
 * @param source whom the registry counts: an address or an account; empty where it does not say
 * @param limit requests in a window; -1 where it is not told
 * @param remaining of these; -1 where it is not told
 * @param window how long one lasts
 * @param resets when there will be more, or when to ask again
 * @param seen when all this was told
 */
public record RateLimit(
        String registry,
        String credential,
        String source,
        long limit,
        long remaining,
        @Nullable Duration window,
        @Nullable Instant resets,
        Instant seen) {
    /** Whether no more than so many percent are left; never where the registry tells too little. */
    boolean isLow(int percent) {
        return remaining == 0 || (limit > 0 && remaining >= 0 && remaining * 100.0 <= limit * (double) percent);
    }
}
