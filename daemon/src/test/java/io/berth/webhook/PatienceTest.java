package io.berth.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static Duration usual(int failures, Optional<Duration> asked) {
        return Patience.USUAL.wait(failures, asked);
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToFiveMinutes() {
        assertThat(usual(1, Optional.empty())).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1250));
        assertThat(usual(4, Optional.empty())).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
        assertThat(usual(1_000_000, Optional.empty())).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(375));
    }

    @Test
    void waitsAsLongAsItIsAskedToWithinBounds() {
        assertThat(usual(1, Optional.of(Duration.ofMinutes(10)))).isGreaterThanOrEqualTo(Duration.ofMinutes(10));
        assertThat(usual(1, Optional.of(Duration.ofDays(9)))).isLessThanOrEqualTo(Duration.ofMinutes(75));
        assertThat(usual(1, Optional.of(Duration.ZERO))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
}
