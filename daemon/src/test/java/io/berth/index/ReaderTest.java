package io.berth.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaderTest {
    @TempDir
    private Path root;

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private Reader reader = new Reader(() -> {
        throw new AssertionError("replaced");
    });

    @BeforeEach
    void open() {
        Database database = new Database(root.resolve("berth.db"));
        reader = new Reader(() -> {
            opened.incrementAndGet();
            return database.openReader();
        });
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private Thread reading(CountDownLatch entered, CountDownLatch leave) {
        return Thread.ofVirtual()
                .start(() -> reader.read(_ -> {
                    inside.incrementAndGet();
                    entered.countDown();
                    await(leave);
                    inside.decrementAndGet();
                    return true;
                }));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void asManyReadAtOnceAsAreLetInAndTheNextWaits() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(Limits.INDEX_READERS_MAX);
        CountDownLatch leave = new CountDownLatch(1);
        List<Thread> first = new ArrayList<>();
        for (int i = 0; i < Limits.INDEX_READERS_MAX; i++) {
            first.add(reading(entered, leave));
        }
        entered.await();
        CountDownLatch enteredToo = new CountDownLatch(1);
        Thread next = reading(enteredToo, new CountDownLatch(0));
        while (next.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(inside).hasValue(Limits.INDEX_READERS_MAX);
        assertThat(enteredToo.getCount()).isEqualTo(1);
        leave.countDown();
        enteredToo.await();
        next.join();
        for (Thread one : first) {
            one.join();
        }
        assertThat(opened).hasValue(Limits.INDEX_READERS_MAX);
    }

    @Test
    void oneAfterTheOtherShareAConnection() {
        for (int i = 0; i < 5; i++) {
            assertThat(reader.<Integer>read(
                            sql -> sql.first("SELECT 7", row -> row.getInt(1)).orElseThrow()))
                    .isEqualTo(7);
        }
        assertThat(opened).hasValue(1);
    }

    @Test
    void aConnectionIsOfUseAfterAQueryFailed() {
        assertThatThrownBy(() -> reader.read(sql -> sql.run("SELECT nothing")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(reader.<Integer>read(
                        sql -> sql.first("SELECT 7", row -> row.getInt(1)).orElseThrow()))
                .isEqualTo(7);
        assertThat(opened).hasValue(1);
    }

    @Test
    void nobodyReadsAfterItWasClosed() {
        reader.close();
        assertThatThrownBy(() -> reader.read(_ -> true)).isInstanceOf(IllegalStateException.class);
    }
}
