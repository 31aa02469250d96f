package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlightTest {
    private final Flight<String> flight = new Flight<>();

    @Test
    void whoWaitsAndWhoComesLateGetTheSame() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> waiting = threads.submit(() -> {
                flight.await(new CancelToken());
                return flight.result();
            });
            while (flight.waiting() == 0) {
                Thread.onSpinWait();
            }
            flight.land("here");
            assertThat(waiting.get()).isEqualTo("here");
        }
        assertThat(flight.await(Duration.ZERO)).isTrue();
        assertThat(flight.result()).isEqualTo("here");
        assertThat(flight.waiting()).isZero();
    }

    @Test
    void failuresAreThrownAsTheyWere() {
        IOException reason = new IOException("down");
        flight.fail(reason);
        assertThatThrownBy(flight::result).isSameAs(reason);
    }

    @Test
    void whoIsCancelledDoesNotWait() {
        CancelToken cancel = new CancelToken();
        cancel.cancel();
        flight.await(cancel);
        assertThat(flight.hasEnded()).isFalse();
    }

    @Test
    void whoCancelsWhileWaitingIsWoken() throws Exception {
        CancelToken cancel = new CancelToken();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> flight.await(cancel));
            while (flight.waiting() == 0) {
                Thread.onSpinWait();
            }
            cancel.cancel();
            waiting.get();
        }
        assertThat(flight.hasEnded()).isFalse();
    }

    @Test
    void waitingForSoLongEnds() {
        assertThat(flight.await(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void anAbandonedOneHasNoOutcome() {
        flight.abandon();
        assertThat(flight.isAbandoned()).isTrue();
        assertThatThrownBy(flight::result).isInstanceOf(IllegalStateException.class);
    }
}
