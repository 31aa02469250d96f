package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.RemoteLimits;
import org.junit.jupiter.api.Test;

class RemoteErrorTest {
    private static final String MOST = "x".repeat(RemoteLimits.ERROR_TEXT_LENGTH_MAX);

    @Test
    void textsOfOthersAreOneLineUpToTheirBound() {
        assertThat(RemoteError.clean("a\r\n\u001bb")).isEqualTo("a   b");
        assertThat(RemoteError.clean(MOST)).isEqualTo(MOST);
        assertThat(RemoteError.clean(MOST + "y")).isEqualTo(MOST);
    }

    @Test
    void soAreTheStepsOfACheck() {
        StepLog log = new StepLog();
        log.ok("tls", MOST + "y");
        assertThat(log.steps().getFirst().detail()).isEqualTo(MOST);
    }
}
