package io.berth.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.Backoff;
import io.berth.store.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FollowerTest {
    private static final int TAIL = Limits.UNPROVEN_TAIL_BYTES;
    private static final Backoff BACKOFF =
            new Backoff(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20));

    private final CancelToken cancel = new CancelToken();
    private final byte[] bytes = new byte[300_000];
    private Descriptor blob;
    private TestStore store;
    private Downloads downloads;
    private JobId job;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        new Random(1).nextBytes(bytes);
        blob = Descriptor.of("application/vnd.oci.image.layer.v1.tar", Digest.of(bytes), bytes.length);
        store = TestStore.open(root);
        DownloadSettings settings = new DownloadSettings(2, BACKOFF, Duration.ofSeconds(60), 1);
        downloads = new Downloads(store.content(), settings, Bandwidth.unlimited(), _ -> {});
        job = store.index().beginJob("cache", "x");
    }

    @AfterEach
    void close() {
        downloads.close();
        store.close();
    }

    private Interest join(FakeSource source) {
        return downloads.join(blob, source, job, Bucket.unlimited(), new Signal());
    }

    private Follower follow(Interest interest, long position) {
        return new Follower(interest, store.content(), store.content(), position, cancel);
    }

    /** Reads {@code count} bytes, or to the end. */
    private static byte[] read(Follower follower, int count) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(7_000);
        while (all.size() < count) {
            int read = follower.read(piece.clear().limit(Math.min(7_000, count - all.size())));
            if (read < 0) {
                break;
            }
            all.write(piece.array(), 0, read);
        }
        return all.toByteArray();
    }

    @Test
    void bytesAreReadBeforeTheLastOneHasCome() throws IOException {
        FakeSource source = new FakeSource(bytes).holdAfter(200_000);
        try (Interest interest = join(source);
                Follower follower = follow(interest, 0)) {
            int early = 200_000 - TAIL;
            assertThat(read(follower, early)).isEqualTo(Arrays.copyOf(bytes, early));
            source.release();
            assertThat(read(follower, bytes.length)).isEqualTo(Arrays.copyOfRange(bytes, early, bytes.length));
            assertThat(follower.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void allWhoFollowReadAllBytes() throws IOException, InterruptedException, ExecutionException {
        FakeSource source = new FakeSource(bytes).holdAfter(100_000);
        List<Future<byte[]>> readers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                Interest interest = join(source);
                readers.add(threads.submit(() -> {
                    try (interest;
                            Follower follower = follow(interest, 0)) {
                        return read(follower, bytes.length);
                    }
                }));
            }
            source.release();
            for (Future<byte[]> reader : readers) {
                assertThat(reader.get()).isEqualTo(bytes);
            }
        }
        assertThat(source.offsets()).hasSize(1);
    }

    @Test
    void aRangeIsReadFromTheMiddle() throws IOException {
        FakeSource source = new FakeSource(bytes).holdAfter(200_000);
        try (Interest interest = join(source);
                Follower follower = follow(interest, 50_000)) {
            assertThat(read(follower, 1000)).isEqualTo(Arrays.copyOfRange(bytes, 50_000, 51_000));
            source.release();
        }
    }

    @Test
    void theTailIsHeldBackUntilAllIsVerified() throws IOException {
        FakeSource source = new FakeSource(bytes).holdAfter(bytes.length);
        try (Interest interest = join(source);
                Follower follower = follow(interest, 0)) {
            byte[] early = read(follower, bytes.length - TAIL);
            assertThat(early).hasSize(bytes.length - TAIL);
            assertThat(interest.isDone()).isFalse();
            source.release();
            assertThat(read(follower, TAIL)).hasSize(TAIL);
            assertThat(interest.isDone()).isTrue();
        }
    }

    @Test
    void whoHasReadWrongBytesDoesNotGetToTheEnd() throws IOException {
        FakeSource source = new FakeSource(bytes).corrupt(1).holdAfter(bytes.length);
        try (Interest interest = join(source);
                Follower follower = follow(interest, 0)) {
            read(follower, bytes.length - TAIL);
            source.release();
            assertThatThrownBy(() -> read(follower, TAIL))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("begins again");
        }
    }

    @Test
    void whoHasReadNothingYetReadsTheRightBytesOfTheSecondTry() throws IOException {
        FakeSource source = new FakeSource(bytes).corrupt(1);
        try (Interest interest = join(source);
                Follower follower = follow(interest, bytes.length - TAIL)) {
            assertThat(read(follower, TAIL)).isEqualTo(Arrays.copyOfRange(bytes, bytes.length - TAIL, bytes.length));
        }
        assertThat(source.offsets()).containsExactly(0L, 0L);
    }

    @Test
    void corruptBytesEndNobodysBlob() throws IOException {
        FakeSource source = new FakeSource(bytes).corrupt(2);
        try (Interest interest = join(source);
                Follower follower = follow(interest, bytes.length - 1)) {
            assertThatThrownBy(follower::ready).isInstanceOf(Corrupt.class);
        }
    }

    @Test
    void bytesThatTheBlobsOtherWayHereDidNotProveAreNotCompleted() throws IOException {
        byte[] wrong = bytes.clone();
        wrong[0] ^= 1;
        FakeSource source = new FakeSource(wrong).cutAfter(200_000, 1).holdAfter(200_000);
        try (Interest interest = join(source);
                Follower follower = follow(interest, 0)) {
            read(follower, 200_000 - TAIL);
            store.content().put(store.index().beginJob("push", "y"), blob, bytes);
            source.release();
            assertThatThrownBy(() -> read(follower, bytes.length)).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    void aBlobThatIsHereIsReadAtOnce() throws IOException {
        store.write(job, bytes);
        try (Interest interest = join(new FakeSource(bytes).fail("MISSING"));
                Follower follower = follow(interest, 0)) {
            assertThat(read(follower, bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void oneWhoLeavesDoesNotEndItForTheOthers() throws IOException {
        FakeSource source = new FakeSource(bytes).holdAfter(200_000);
        Interest gone = join(source);
        try (Interest interest = join(source);
                Follower follower = follow(interest, 0)) {
            try (Follower early = follow(gone, 0)) {
                read(early, 1000);
            }
            gone.close();
            source.release();
            assertThat(read(follower, bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void aClientThatIsGoneWaitsForNothing() {
        FakeSource source = new FakeSource(bytes).hold();
        try (Interest interest = join(source)) {
            cancel.cancel();
            Follower follower = follow(interest, 0);
            assertThatThrownBy(follower::ready).isInstanceOf(Unavailable.class);
            source.release();
        }
    }

    @Test
    void aMissingBlobIsKnownBeforeItsFirstByte() {
        try (Interest interest = join(new FakeSource(bytes).fail("MISSING"))) {
            Follower follower = follow(interest, 0);
            assertThatThrownBy(follower::ready).hasMessageContaining("not found");
        }
    }
}
