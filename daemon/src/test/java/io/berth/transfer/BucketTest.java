package io.berth.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void withoutLimitNothingIsOwed() {
        Bucket bucket = Bucket.unlimited();
        bucket.take(1L << 40);
        assertThat(bucket.debt()).isZero();
    }

    @Test
    void whatIsTakenIsOwedAtTheRate() {
        Bucket bucket = new Bucket(1000);
        bucket.take(100_000);
        assertThat(bucket.debt()).isBetween(90 * SECOND, 100 * SECOND);
    }

    @Test
    void allWhoShareItOweTheSame() {
        Bucket bucket = new Bucket(1000);
        bucket.take(100_000);
        bucket.take(100_000);
        assertThat(bucket.debt()).isBetween(180 * SECOND, 200 * SECOND);
    }

    @Test
    void aNewRateHoldsForWhatIsOwedAlready() {
        Bucket bucket = new Bucket(1000);
        bucket.take(100_000);
        bucket.rate(100);
        assertThat(bucket.debt()).isGreaterThan(900 * SECOND);
        bucket.rate(10_000);
        assertThat(bucket.debt()).isLessThanOrEqualTo(10 * SECOND);
        bucket.rate(0);
        assertThat(bucket.debt()).isZero();
    }
}
