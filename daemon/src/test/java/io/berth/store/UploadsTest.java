package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.ContentCheck;
import io.berth.content.Upload;
import io.berth.content.Uploads;
import io.berth.index.IndexOptions;
import io.berth.io.Disk;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.NotFound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs that clients send, in pieces and across restarts. */
class UploadsTest {
    private static final RepositoryName NAME = new RepositoryName("a/b");
    private static final byte[] BLOB = TestStore.bytes("0123456789");
    private static final Digest DIGEST = Digest.of(BLOB);

    @TempDir
    Path root;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        open("boot-1");
    }

    private void open(String boot) throws IOException {
        store = TestStore.open(root, Disk.REAL, IndexOptions.DEFAULT, boot);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        assertThat(ContentCheck.faults(root)).isEmpty();
    }

    private Uploads uploads() {
        return store.content().uploads();
    }

    private void append(String id, int from, int to) throws IOException {
        try (Upload upload = uploads().open(NAME, id, () -> {})) {
            assertThat(upload.offset()).isEqualTo(from);
            upload.write(ByteBuffer.wrap(BLOB, from, to - from));
        }
    }

    private void commit(String id) throws IOException {
        try (Upload upload = uploads().open(NAME, id, () -> {})) {
            upload.commit(DIGEST);
        }
    }

    private boolean isThere() {
        return store.index().repositories().blob(NAME, DIGEST).isPresent();
    }

    @Test
    void itsBytesSurviveARestart() throws IOException {
        String id = uploads().begin(NAME);
        append(id, 0, 4);
        store.close();
        open("boot-1");
        append(id, 4, 10);
        commit(id);
        assertThat(isThere()).isTrue();
    }

    @Test
    void afterAPowerFailureOnlyWhatWasForcedCounts() throws IOException {
        String id = uploads().begin(NAME);
        append(id, 0, 4);
        store.close();
        open("boot-2");
        assertThat(uploads().offset(NAME, id)).isZero();
        append(id, 0, 10);
        commit(id);
        assertThat(isThere()).isTrue();
    }

    @Test
    void whatIsThereAlreadyIsNotStoredTwice() throws IOException {
        store.pull("one", java.util.List.of(BLOB));
        String id = uploads().begin(NAME);
        append(id, 0, 10);
        assertThat(isThere()).isFalse();
        commit(id);
        assertThat(isThere()).isTrue();
        assertThat(store.index().images().totals().blobs()).isEqualTo(2);
    }

    @Test
    void twoPushesOfOneBlobBothSucceed() throws IOException {
        String one = uploads().begin(NAME);
        String two = uploads().begin(new RepositoryName("c"));
        append(one, 0, 10);
        try (Upload first = uploads().open(NAME, one, () -> {});
                Upload second = uploads().open(new RepositoryName("c"), two, () -> {})) {
            second.write(ByteBuffer.wrap(BLOB));
            first.commit(DIGEST);
            second.commit(DIGEST);
        }
        assertThat(isThere()).isTrue();
        assertThat(store.index().repositories().holders(DIGEST, 10)).hasSize(2);
    }

    @Test
    void aWrongDigestTakesTheBytesAway() throws IOException {
        String id = uploads().begin(NAME);
        append(id, 0, 4);
        assertThatThrownBy(() -> commit(id)).isInstanceOf(InvalidParameter.class);
        assertThatThrownBy(() -> uploads().offset(NAME, id)).isInstanceOf(NotFound.class);
    }

    @Test
    void theNewestRequestGoesOnWhereTheOlderOneIsPutOut() throws Exception {
        String id = uploads().begin(NAME);
        CountDownLatch asked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Upload older = uploads().open(NAME, id, asked::countDown);
            older.write(ByteBuffer.wrap(BLOB, 0, 4));
            Future<?> newer = threads.submit(() -> {
                append(id, 4, 10);
                commit(id);
                return id;
            });
            asked.await();
            assertThatThrownBy(() -> older.write(ByteBuffer.wrap(BLOB))).isInstanceOf(Limited.class);
            assertThatThrownBy(() -> older.commit(DIGEST)).isInstanceOf(Limited.class);
            older.close();
            newer.get();
        }
        assertThat(isThere()).isTrue();
    }

    @Test
    void whoCancelsPutsOutTheRequestThatWrites() throws Exception {
        String id = uploads().begin(NAME);
        CountDownLatch asked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Upload older = uploads().open(NAME, id, asked::countDown);
            Future<?> cancelled = threads.submit(() -> {
                uploads().cancel(NAME, id);
                return id;
            });
            asked.await();
            older.close();
            cancelled.get();
        }
        assertThatThrownBy(() -> uploads().offset(NAME, id)).isInstanceOf(NotFound.class);
    }

    @Test
    void soManyAreUnderWayAndNoMore() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Limits.UPLOADS_MAX; i++) {
                threads.execute(() -> uploads().begin(NAME));
            }
        }
        assertThatThrownBy(() -> uploads().begin(NAME)).isInstanceOf(Limited.class);
    }
}
