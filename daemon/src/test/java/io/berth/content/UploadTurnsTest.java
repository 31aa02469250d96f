package io.berth.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.UploadTurns.Turn;
import io.berth.problem.Problem.Limited;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who may write to an upload. */
class UploadTurnsTest {
    private final UploadTurns turns = new UploadTurns(Duration.ofMinutes(1));

    @Test
    void aNewerRequestWaitsUntilTheOlderOneHasGivenWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Turn older = turns.take("u", asked::countDown);
        older.check();
        CompletableFuture<Turn> newer = CompletableFuture.supplyAsync(() -> turns.take("u", () -> {}));
        asked.await();
        assertThatThrownBy(older::check).isInstanceOf(Limited.class);
        assertThat(newer).isNotDone();
        older.close();
        try (Turn turn = newer.get()) {
            turn.check();
        }
    }

    @Test
    void whoDoesNotGiveWayIsWaitedForSoLongAndNoLonger() {
        UploadTurns impatient = new UploadTurns(Duration.ZERO);
        try (Turn _ = impatient.take("u", () -> {})) {
            assertThatThrownBy(() -> impatient.take("u", () -> {})).isInstanceOf(Limited.class);
            impatient.take("other", () -> {}).close();
        }
        impatient.take("u", () -> {}).close();
    }

    @Test
    void whatNobodyWaitsForIsTakenOnlyWhereItIsIdle() {
        try (Turn turn = turns.takeIdle("u").orElseThrow()) {
            assertThat(turns.takeIdle("u")).isEmpty();
            turn.check();
        }
        turns.takeIdle("u").orElseThrow().close();
    }
}
