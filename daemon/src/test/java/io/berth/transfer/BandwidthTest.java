package io.berth.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.CancelToken;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BandwidthTest {
    @Test
    void limitsOfAllAndOfTheRegistryAreKept() {
        Bandwidth bandwidth = new Bandwidth(1000, Map.of("docker.io", 10L));
        assertThat(bandwidth.of("docker.io")).extracting(Bucket::rate).containsExactly(1000L, 10L);
        assertThat(bandwidth.of("quay.io")).extracting(Bucket::rate).containsExactly(1000L);
        assertThat(Bandwidth.unlimited().of("quay.io")).isEmpty();
    }

    @Test
    void changedLimitsAreThoseOfTransfersThatRun() {
        Bandwidth bandwidth = new Bandwidth(0, Map.of("quay.io", 10L));
        Bucket owed = bandwidth.of("quay.io").getFirst();
        owed.take(1000);
        bandwidth.reload(500, Map.of("quay.io", 20L));
        assertThat(bandwidth.of("quay.io")).extracting(Bucket::rate).containsExactly(500L, 20L);
        assertThat(owed.debt()).isPositive().isLessThan(50_000_000_000L);
        bandwidth.reload(0, Map.of());
        assertThat(bandwidth.of("quay.io")).isEmpty();
    }

    @Test
    void whoWaitsForALowLimitGoesOnWhenItIsLifted() {
        Bandwidth bandwidth = new Bandwidth(1, Map.of());
        Throttle throttle =
                new Throttle(() -> bandwidth.of("docker.io"), Bucket::unlimited, new CancelToken(), waits -> {
                    if (waits) {
                        bandwidth.reload(0, Map.of());
                    }
                });
        assertThat(throttle.moved(1 << 30)).isPositive(); // 34 years at the old limit
    }
}
