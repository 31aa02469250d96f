package io.berth.registry.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private final Outages outages = new Outages(() -> Instant.EPOCH);

    @Test
    void soManyAreRememberedAndBeyondThemTheOldestGoes() {
        for (int i = 0; i < Limits.REMEMBERED_MAX; i++) {
            outages.began(i + ".example", "no answer");
        }
        assertThat(outages.reason("0.example")).contains("no answer");
        outages.began("one.more.example", "no answer");
        assertThat(outages.reason("0.example")).isEmpty();
        assertThat(outages.reason("1.example")).contains("no answer");
    }
}
