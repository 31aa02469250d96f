package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FileThreadsTest {
    @Test
    void soManyRunAtOnceAndTheNextWaits() throws Exception {
        try (FileThreads threads = new FileThreads("test", Limits.ARCHIVES_MAX)) {
            CountDownLatch begun = new CountDownLatch(Limits.ARCHIVES_MAX);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger most = new AtomicInteger();
            AtomicInteger running = new AtomicInteger();
            Thread[] callers = new Thread[Limits.ARCHIVES_MAX + 1];
            for (int i = 0; i < callers.length; i++) {
                callers[i] = Thread.ofPlatform()
                        .start(() -> run(threads, () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            begun.countDown();
                            await(go);
                            running.decrementAndGet();
                        }));
            }
            begun.await();
            go.countDown();
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(most.get()).isEqualTo(Limits.ARCHIVES_MAX);
        }
    }

    @Test
    void whatTheWorkThrowsItsCallerGets() {
        try (FileThreads threads = new FileThreads("test", 1)) {
            assertThatThrownBy(() -> threads.run(() -> {
                        throw new IOException("no");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no");
            assertThatThrownBy(() -> threads.run(() -> {
                        throw new IllegalArgumentException("bad");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void run(FileThreads threads, FileThreads.Work work) {
        try {
            threads.run(work);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
