package io.berth.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IndexJsonPaceTest {
    private static final long BEGAN = -5; // nanoTime begins anywhere

    private final IndexJsonPace pace = new IndexJsonPace(BEGAN);

    @Test
    void isWrittenWhenNothingHasChangedSinceTheLastLook() {
        assertThat(pace.isDue(1, BEGAN)).isFalse();
        assertThat(pace.isDue(2, BEGAN)).isFalse();
        assertThat(pace.isDue(2, BEGAN)).isTrue();
        pace.written(2, BEGAN, BEGAN);
        assertThat(pace.isNew(2)).isFalse();
        assertThat(pace.isDue(2, BEGAN)).isFalse();
        assertThat(pace.isNew(3)).isTrue();
    }

    @Test
    void restsInProportionToWhatItTook() {
        pace.written(1, BEGAN, BEGAN + 10);
        long rested = BEGAN + 10 + 10 * IndexJsonPace.REST;
        pace.isDue(2, BEGAN + 10);
        assertThat(pace.isDue(2, rested - 1)).isFalse();
        assertThat(pace.isDue(2, rested)).isTrue();
    }

    /** A full disk stays full for a while, and each failure is told in the log. */
    @Test
    void restsAfterAFailure() {
        pace.isDue(1, BEGAN);
        pace.failed(BEGAN);
        long rested = BEGAN + IndexJsonPace.REST_AFTER_FAILURE.toNanos();
        assertThat(pace.isDue(1, rested - 1)).isFalse();
        assertThat(pace.isDue(1, rested)).isTrue();
        assertThat(pace.isNew(1)).isTrue();
    }
}
