package io.berth.store;

import static io.berth.store.TestStore.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Draft;
import io.berth.index.Change;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database keeps of the past has an end: the oldest goes. */
class IndexLimitsTest {
    private static final Reference NAME = Reference.parse("app:1");

    @TempDir
    private Path root;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = TestStore.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void historyOfAName() throws IOException {
        Digest one = store.pull("one", List.of(bytes("1")));
        Digest two = store.pull("two", List.of(bytes("2")));
        move(one, two, Limits.NAME_HISTORY_MAX);
        assertThat(store.index().nameHistory(NAME)).hasSize(Limits.NAME_HISTORY_MAX);
        Instant oldest = store.index().nameHistory(NAME).getLast().at();
        move(one, two, 2);
        assertThat(store.index().nameHistory(NAME)).hasSize(Limits.NAME_HISTORY_MAX);
        assertThat(store.index().nameHistory(NAME).getFirst().at()).isAfter(oldest);
    }

    private void move(Digest one, Digest two, int times) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            changes.add(new Change.PutName(NAME, i % 2 == 0 ? one : two, "tag"));
        }
        store.index().apply(changes);
    }

    @Test
    void eventsOfTheLog() {
        log(Limits.EVENTS_MAX);
        assertThat(events()).hasSize(Limits.EVENTS_MAX);
        long oldest = events().getFirst();
        log(1);
        assertThat(events()).hasSize(Limits.EVENTS_MAX).first().isEqualTo(oldest + 1);
    }

    private void log(int count) {
        Change event = new Change.Log(new Draft("image", "tag", "x", Map.of()));
        store.index().apply(Collections.nCopies(count, event));
    }

    private List<Long> events() {
        List<Long> found = new ArrayList<>();
        store.index().events(0, Instant.MIN, Instant.MAX, event -> found.add(event.seq()));
        return found;
    }
}
