package io.berth.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.index.Change;
import io.berth.index.EventLog;
import io.berth.index.SqliteIndex;
import io.berth.io.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as the database keeps it. */
class EventLogTest {
    @TempDir
    private Path root;

    private SqliteIndex index;

    @BeforeEach
    void open() throws IOException {
        index = SqliteIndex.open(root, new EventBus());
    }

    @AfterEach
    void close() {
        index.close();
    }

    private EventLog log() {
        return index.log();
    }

    private void happens(int count, String text) {
        Draft draft = new Draft("image", "pull", "x", Map.of("text", text));
        index.apply(IntStream.range(0, count)
                .<Change>mapToObj(_ -> new Change.Log(draft))
                .toList());
    }

    private List<Long> after(long cursor) {
        return log().after(cursor, Limits.WEBHOOK_EVENTS_MAX, Limits.WEBHOOK_BYTES_MAX).events().stream()
                .map(Event::seq)
                .toList();
    }

    @Test
    void newOnesBeginAtTheEndAndTheOthersAreForgotten() throws IOException {
        happens(3, "");
        log().keep(Set.of("a"));
        happens(2, "");
        log().keep(Set.of("a", "b"));
        assertThat(log().cursor("a")).isEqualTo(3);
        assertThat(log().cursor("b")).isEqualTo(5);
        assertThat(after(3)).containsExactly(4L, 5L);
        log().moved("a", 4);
        close();
        open();
        assertThat(log().cursor("a")).isEqualTo(4);
        log().keep(Set.of("b"));
        log().moved("a", 5);
        assertThat(log().cursor("a")).isZero();
        assertThat(log().last()).isEqualTo(5);
    }

    @Test
    void soManyComeAtOnceAndNoMore() {
        happens(Limits.WEBHOOK_EVENTS_MAX + 1, "");
        assertThat(after(0)).hasSize(Limits.WEBHOOK_EVENTS_MAX).startsWith(1L);
        assertThat(after(Limits.WEBHOOK_EVENTS_MAX)).containsExactly(Limits.WEBHOOK_EVENTS_MAX + 1L);
    }

    @Test
    void soManyBytesComeAtOnceAndALargerEventComesAlone() {
        happens(1, "x".repeat(Limits.WEBHOOK_BYTES_MAX + 1));
        happens(2, "x".repeat(Limits.WEBHOOK_BYTES_MAX / 2 - 100));
        happens(1, "x".repeat(300));
        assertThat(after(0)).containsExactly(1L);
        assertThat(after(1)).containsExactly(2L, 3L);
        assertThat(after(3)).containsExactly(4L);
    }

    @Test
    void whatWasForgottenIsCounted() {
        assertThat(log().after(0, 1, 1).missed()).isZero();
        happens(1, "");
        assertThat(log().after(0, 1, 1).missed()).isZero();
    }
}
