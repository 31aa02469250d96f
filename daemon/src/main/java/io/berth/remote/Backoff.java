package io.berth.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often something is tried again, and when.
 *
 * @param attempts without progress, the first one counted
 * @param first wait before the second attempt; doubled for each further one
 * @param most wait that we choose ourselves
 * @param askedMost wait that we let a registry ask for (Retry-After); where it wants more, waiting is left to the client
 */
public record Backoff(int attempts, Duration first, Duration most, Duration askedMost) {
    /** For blobs: a minute of a registry's wish. */
    public static final Backoff DEFAULT =
            new Backoff(5, Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofSeconds(60));

    public Backoff {
        if (attempts < 1) {
            throw new IllegalArgumentException("invalid max download attempts: " + attempts);
        }
    }

    public Backoff withAttempts(int count) {
        return new Backoff(count, first, most, askedMost);
    }

    public Backoff withAskedMost(Duration wait) {
        return new Backoff(attempts, first, most, wait);
    }

    /**
     * Whether the same may go well later, and soon enough.
     *
     * @param failures in a row, this one counted
     */
    public boolean isWorthwhile(RegistryException failure, int failures) {
        return failure.isTransient()
                && failures < attempts
                && failure.retryAfter().orElse(Duration.ZERO).compareTo(askedMost) <= 0;
    }

    /** What the registry asks for, else twice as long as the last time; and up to a quarter more, so that not all come back at once. */
    public Duration wait(RegistryException failure, int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration own = doubled.compareTo(most) > 0 ? most : doubled;
        Duration wait = failure.retryAfter().filter(asked -> asked.isPositive()).orElse(own);
        return wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 4 + 1));
    }
}
