package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.remote.RegistryException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff BACKOFF =
            new Backoff(4, Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(10));

    private static RegistryException failure(Kind kind, @Nullable Duration retryAfter) {
        return new RegistryException(kind, "GET", null, "told to fail", null, retryAfter, null);
    }

    private static void assertWait(Duration wait, long millis) {
        assertThat(wait).isBetween(Duration.ofMillis(millis), Duration.ofMillis(millis * 5 / 4));
    }

    @Test
    void waitsDoubleUpToTheMost() {
        RegistryException failure = failure(Kind.SERVER, null);
        assertWait(BACKOFF.wait(failure, 1), 100);
        assertWait(BACKOFF.wait(failure, 2), 200);
        assertWait(BACKOFF.wait(failure, 3), 300);
        assertWait(BACKOFF.wait(failure, 1000), 300);
    }

    @Test
    void whatTheRegistryAsksForIsWaited() {
        assertWait(BACKOFF.wait(failure(Kind.LIMITED, Duration.ofSeconds(7)), 1), 7000);
        assertWait(BACKOFF.wait(failure(Kind.LIMITED, Duration.ZERO), 1), 100);
    }

    @Test
    void moreThanTheMostIsNotWaited() {
        assertThat(BACKOFF.isWorthwhile(failure(Kind.LIMITED, Duration.ofSeconds(10)), 1))
                .isTrue();
        assertThat(BACKOFF.isWorthwhile(failure(Kind.LIMITED, Duration.ofMillis(10_001)), 1))
                .isFalse();
    }

    @Test
    void attemptsAreCounted() {
        assertThat(BACKOFF.isWorthwhile(failure(Kind.NETWORK, null), 3)).isTrue();
        assertThat(BACKOFF.isWorthwhile(failure(Kind.NETWORK, null), 4)).isFalse();
    }

    @Test
    void whatStaysAsItIsIsNotTriedAgain() {
        assertThat(BACKOFF.isWorthwhile(failure(Kind.MISSING, null), 1)).isFalse();
    }
}
