package io.berth.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When something is tried again, for ever.
 *
 * @param first wait; doubled for each further one
 * @param most wait that we choose ourselves
 * @param askedMost wait that a receiver may ask for
 */
record Patience(Duration first, Duration most, Duration askedMost) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(1));

    /** Up to a quarter more, so that not all come back at once. */
    Duration wait(int failures, Optional<Duration> asked) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration own = shorter(doubled, most);
        Duration wait = asked.map(wish -> shorter(wish, askedMost))
                .filter(wish -> wish.compareTo(own) > 0)
                .orElse(own);
        return wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 4 + 1));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
