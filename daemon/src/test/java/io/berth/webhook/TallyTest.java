package io.berth.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void ofALongReasonTheBeginningIsTold() {
        String most = "x".repeat(Limits.WEBHOOK_ERROR_LENGTH_MAX);
        Tally tally = new Tally();
        assertThat(tally.failed(500, most)).isEqualTo(1);
        assertThat(tally.error()).isEqualTo(most);
        assertThat(tally.failed(500, most + "y")).isEqualTo(2);
        assertThat(tally.error()).isEqualTo(most);
    }
}
