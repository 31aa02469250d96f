package io.berth.registry.access;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token for a client.
 *
 * @param scope what it opens, which may be less than was asked for
 * @param refresh for which others are given; null where none was asked for or nobody has proven anything
 */
public record TokenGiven(
        String token,
        String scope,
        Duration lifetime,
        Instant issued,
        @Nullable String refresh) {
    /** Without the tokens. */
    @Override
    public String toString() {
        return scope;
    }
}
