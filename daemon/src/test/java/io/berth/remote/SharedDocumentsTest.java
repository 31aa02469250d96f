package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SharedDocumentsTest {
    private static final int BYTES_MAX = RemoteLimits.SHARED_DOCUMENTS_BYTES_MAX;

    private final SharedDocuments documents = new SharedDocuments(BYTES_MAX);
    private final AtomicInteger requests = new AtomicInteger();

    private static byte[] document(int number, int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) number;
        return bytes;
    }

    private static Descriptor of(byte[] bytes) {
        return Descriptor.of("application/json", Digest.of(bytes), bytes.length);
    }

    private byte[] get(byte[] bytes) {
        return get(bytes, () -> bytes);
    }

    private byte[] get(byte[] bytes, Supplier<byte[]> request) {
        return documents.get(of(bytes), new CancelToken(), () -> {
            requests.incrementAndGet();
            return request.get();
        });
    }

    @Test
    void oneRequestServesAllWhoAskAtOnce() throws Exception {
        byte[] bytes = document(1, 10);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                answers.add(clients.submit(() -> get(bytes, () -> {
                    asked.countDown();
                    await(answer);
                    return bytes;
                })));
            }
            asked.await();
            answer.countDown();
            for (Future<byte[]> one : answers) {
                assertThat(one.get()).isEqualTo(bytes);
            }
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void aFailureIsForWhoeverAskedAndOthersAskThemselves() throws Exception {
        byte[] bytes = document(1, 10);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = clients.submit(() -> get(bytes, () -> {
                asked.countDown();
                await(fail);
                throw new IllegalStateException("refused");
            }));
            asked.await();
            var second = clients.submit(() -> get(bytes));
            fail.countDown();
            assertThatThrownBy(first::get).hasMessageContaining("refused");
            assertThat(second.get()).isEqualTo(bytes);
        }
    }

    @Test
    void whoLeavesDoesNotWait() throws Exception {
        byte[] bytes = document(1, 10);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CancelToken left = new CancelToken();
        left.cancel();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = clients.submit(() -> get(bytes, () -> {
                asked.countDown();
                await(answer);
                return bytes;
            }));
            asked.await();
            assertThatThrownBy(() -> documents.get(of(bytes), left, () -> {
                        throw new IllegalStateException("cancelled");
                    }))
                    .hasMessage("cancelled");
            answer.countDown();
            first.get();
        }
    }

    @Test
    void keepsWhatCameLastUpToItsBound() {
        byte[] one = document(1, BYTES_MAX / 2);
        byte[] two = document(2, BYTES_MAX / 2);
        get(one);
        get(two);
        get(one);
        assertThat(requests).hasValue(2);

        get(document(3, 1));
        get(one);
        assertThat(requests).hasValue(3);
        get(two);
        assertThat(requests).hasValue(4);
    }

    @Test
    void keepsADocumentOfTheBoundAndNoLargerOne() {
        byte[] fitting = document(1, BYTES_MAX);
        get(fitting);
        get(fitting);
        assertThat(requests).hasValue(1);

        byte[] large = document(2, BYTES_MAX + 1);
        get(large);
        get(large);
        assertThat(requests).hasValue(3);
    }

    @Test
    void aDescriptorThatLiesAboutTheSizeIsServedByTheRegistryAlone() {
        byte[] bytes = document(1, 10);
        get(bytes);
        Descriptor lie = Descriptor.of("application/json", Digest.of(bytes), 11);
        assertThatThrownBy(() -> documents.get(lie, new CancelToken(), () -> {
                    throw new IllegalStateException("wrong size");
                }))
                .hasMessage("wrong size");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
