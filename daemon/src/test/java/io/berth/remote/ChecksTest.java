package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final Duration TTL = Duration.ofSeconds(1);

    private long now;
    private final Checks checks = new Checks(TTL, () -> now);
    private final CancelToken cancel = new CancelToken();
    private final AtomicInteger asked = new AtomicInteger();

    private static Checks.Key key(String name) {
        return new Checks.Key(Reference.parse(name), Digest.of(new byte[0]), Map.of(), false);
    }

    private static Resolution resolution(int size) {
        return new Resolution(Descriptor.of("x", Digest.of(new byte[size]), size), null);
    }

    private Optional<Resolution> ask(String name) throws IOException {
        return checks.ask(key(name), cancel, () -> Optional.of(resolution(asked.incrementAndGet())));
    }

    /** As many at once, who share the first request. */
    private void askTogether(int count, byte @Nullable [] bytes) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Resolution>>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(() -> checks.ask(key("a:1"), cancel, () -> {
                    await(go);
                    return Optional.of(
                            new Resolution(resolution(asked.incrementAndGet()).target(), bytes));
                })));
            }
            while (checks.waiting(key("a:1")) < count - 1) {
                Thread.onSpinWait();
            }
            go.countDown();
            for (Future<Optional<Resolution>> one : all) {
                assertThat(one.get().orElseThrow().bytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void whatSeveralAskedServesWithinItsTime() throws Exception {
        askTogether(2, null);
        now = TTL.toNanos() - 1;
        assertThat(ask("a:1").orElseThrow().target().size()).isEqualTo(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void afterItsTimeIsAskedAnew() throws Exception {
        askTogether(2, null);
        now = TTL.toNanos();
        assertThat(ask("a:1").orElseThrow().target().size()).isEqualTo(2);
    }

    @Test
    void whoAsksAloneIsAnsweredAnew() throws IOException {
        ask("a:1");
        assertThat(ask("a:1").orElseThrow().target().size()).isEqualTo(2);
    }

    @Test
    void otherNamesAndCredentialsAreOtherQuestions() throws IOException {
        ask("a:1");
        ask("a:2");
        checks.ask(
                new Checks.Key(Reference.parse("a:1"), Digest.of(new byte[1]), Map.of(), false),
                cancel,
                () -> Optional.of(resolution(asked.incrementAndGet())));
        assertThat(asked).hasValue(3);
    }

    @Test
    void failureIsNotKept() throws IOException {
        assertThatThrownBy(() -> checks.ask(key("a:1"), cancel, () -> {
                    throw new IOException("down");
                }))
                .hasMessage("down");
        assertThat(ask("a:1")).isPresent();
    }

    @Test
    void zeroSharesNothing() throws IOException {
        Checks none = new Checks(Duration.ZERO, () -> 0);
        for (int i = 0; i < 2; i++) {
            none.ask(key("a:1"), cancel, () -> Optional.of(resolution(asked.incrementAndGet())));
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void documentsAreNotKept() throws Exception {
        askTogether(2, new byte[] {1});
        assertThat(ask("a:1").orElseThrow().bytes()).isNull();
        assertThat(asked).hasValue(1);
    }

    @Test
    void manyAtOnceShareOneRequest() throws Exception {
        askTogether(20, null);
        assertThat(asked).hasValue(1);
    }

    @Test
    void whoLeavesTakesNobodyAlong() throws Exception {
        CancelToken leaver = new CancelToken();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> checks.ask(key("a:1"), leaver, () -> {
                begun.countDown();
                await(gone);
                throw new IOException("cancelled");
            }));
            begun.await();
            Future<Optional<Resolution>> second = threads.submit(() -> ask("a:1"));
            leaver.cancel();
            gone.countDown();
            assertThat(second.get()).isPresent();
            assertThatThrownBy(first::get).hasRootCauseMessage("cancelled");
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
