package io.berth.transfer;

import static io.berth.testing.ReceivingRegistry.early;
import static io.berth.testing.ReceivingRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.Backoff;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.store.TestStore;
import io.berth.testing.ReceivingRegistry;
import io.berth.transfer.Upload.Outcome;
import io.berth.transfer.Upload.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UploadsTest {
    private static final String REPOSITORY = "library/x";
    private static final int CHUNK = 1 << 20;
    private static final int LARGE = (int) Send.WHOLE_BYTES + CHUNK;
    private static final UploadSettings QUICK = new UploadSettings(
            2,
            new Backoff(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1)),
            Duration.ofSeconds(30),
            1,
            Duration.ofSeconds(30),
            CHUNK);

    private final ReceivingRegistry registry = new ReceivingRegistry();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final Signal signal = new Signal();
    private TestStore store;
    private Uploads uploads;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        uploads = uploads();
    }

    private Uploads uploads() {
        return new Uploads(store.index().uploads(), QUICK, Bandwidth.unlimited(), _ -> {});
    }

    @AfterEach
    void close() {
        uploads.close();
        remotes.close();
        registry.close();
        store.close();
    }

    private Descriptor blob(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        store.pull("image" + size, List.of(bytes));
        return Descriptor.of("application/vnd.oci.image.layer.v1.tar", Digest.of(bytes), size);
    }

    private Upload begin(Descriptor blob, @Nullable String from, boolean here) {
        Repository target = Repository.parse(registry.authority() + "/" + REPOSITORY);
        Repository other = from == null ? null : Repository.parse(registry.authority() + "/" + from);
        var client = remotes.pushClient(target, Credentials.anonymous(), Map.of(), List.of());
        return uploads.begin(new Wish(
                blob, client, other, here ? new StoredBlobs(store.content()) : null, Bucket.unlimited(), signal));
    }

    private Outcome send(Descriptor blob) throws IOException {
        return send(blob, null, true);
    }

    private Outcome send(Descriptor blob, @Nullable String from, boolean here) throws IOException {
        try (Upload upload = begin(blob, from, here)) {
            while (!upload.isDone()) {
                signal.await(Duration.ofSeconds(30));
            }
            return upload.outcome();
        }
    }

    private boolean isThere(Descriptor blob) {
        return registry.has(REPOSITORY, blob.digest());
    }

    private boolean isRemembered(Descriptor blob) {
        return store.index()
                .uploads()
                .find(Repository.parse(registry.authority() + "/" + REPOSITORY), blob.digest())
                .isPresent();
    }

    @Test
    void smallBlobGoesInOneRequest() throws IOException {
        Descriptor blob = blob(1000);
        assertThat(send(blob)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
        assertThat(registry.lines()).hasSize(3); // HEAD, POST, PUT
    }

    @Test
    void largeBlobGoesInChunks() throws IOException {
        Descriptor blob = blob(LARGE);
        assertThat(send(blob)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
        assertThat(registry.count("PATCH ")).isEqualTo(LARGE / CHUNK);
        assertThat(registry.received()).isEqualTo(LARGE);
        assertThat(isRemembered(blob)).isFalse();
    }

    @Test
    void chunksAreAsLargeAsTheRegistryWants() throws IOException {
        registry.chunkMin(2 * CHUNK);
        Descriptor blob = blob(LARGE);
        send(blob);
        assertThat(isThere(blob)).isTrue();
        assertThat(registry.count("PATCH ")).isEqualTo((LARGE + 2 * CHUNK - 1) / (2 * CHUNK));
    }

    @Test
    void blobThatIsThereIsNotSent() throws IOException {
        Descriptor blob = blob(1000);
        send(blob);
        assertThat(send(blob)).isEqualTo(Outcome.PRESENT);
        assertThat(registry.received()).isEqualTo(1000);
    }

    @Test
    void blobOfAnotherRepositoryIsMounted() throws IOException {
        Descriptor blob = blob(1000);
        registry.with("other", bytes(1000));
        assertThat(send(blob, "other", false)).isEqualTo(Outcome.MOUNTED);
        assertThat(isThere(blob)).isTrue();
        assertThat(registry.received()).isZero();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void blobThatCannotBeMountedIsSent() throws IOException {
        registry.fault("mount=", 1, status(403));
        Descriptor blob = blob(1000);
        assertThat(send(blob, "other", true)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
    }

    @Test
    void blobThatIsNowhereIsMissing() throws IOException {
        Descriptor blob = blob(1000);
        assertThatThrownBy(() -> send(blob, null, false))
                .isInstanceOf(NotFound.class)
                .hasMessage("content digest " + blob.digest() + ": not found");
        assertThatThrownBy(() -> send(blob, "other", false)).isInstanceOf(NotFound.class);
    }

    @Test
    void uploadGoesOnWhereTheRegistrySaysThatItStopped() throws IOException {
        Descriptor blob = blob(LARGE);
        registry.fault("PATCH ", 1, registry.cutAfter(700_000));
        assertThat(send(blob)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
        assertThat(registry.received()).isEqualTo(LARGE);
    }

    @Test
    void uploadGoesOnAfterARestart() throws IOException {
        Descriptor blob = blob(LARGE);
        registry.fault("PATCH ", 3, registry.cutAfter(10_000));
        assertThatThrownBy(() -> send(blob)).isInstanceOf(Unavailable.class);
        assertThat(isRemembered(blob)).isTrue();
        uploads.close();
        uploads = uploads();
        assertThat(send(blob)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
        assertThat(registry.received()).isEqualTo(LARGE);
        assertThat(isRemembered(blob)).isFalse();
    }

    @Test
    void uploadThatTheRegistryHasForgottenBeginsAnew() throws IOException {
        Descriptor blob = blob(LARGE);
        registry.fault("PATCH ", 3, registry.cutAfter(10_000));
        assertThatThrownBy(() -> send(blob)).isInstanceOf(Unavailable.class);
        registry.forgetUploads();
        assertThat(send(blob)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
    }

    @Test
    void registryThatTakesNoChunksGetsTheBlobInOneRequest() throws IOException {
        Descriptor blob = blob(LARGE);
        registry.fault("PATCH ", 10, early(405));
        assertThat(send(blob)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
    }

    @Test
    void uploadThatTheRegistryRefusesEachTimeIsBegunSoOftenAndNoMore() throws IOException {
        registry.fault("/uploads/u", RemoteLimits.UPLOAD_BEGINNINGS_MAX - 1, status(405));
        assertThat(send(blob(LARGE))).isEqualTo(Outcome.SENT);
        registry.fault("/uploads/u", RemoteLimits.UPLOAD_BEGINNINGS_MAX, status(405));
        assertThatThrownBy(() -> send(blob(LARGE + 1))).isInstanceOf(Problem.class);
    }

    @Test
    void refusalBeforeTheEndOfABodyIsUnderstood() throws IOException {
        Descriptor blob = blob(LARGE);
        registry.fault("/uploads/u", 10, early(403));
        assertThatThrownBy(() -> send(blob)).isInstanceOf(Forbidden.class);
    }

    @Test
    void failuresOfTheServerAreTriedAgain() throws IOException {
        Descriptor blob = blob(LARGE);
        registry.fault("HEAD ", 1, status(503));
        registry.fault("PATCH ", 1, status(500));
        registry.fault("PUT ", 1, status(502));
        assertThat(send(blob)).isEqualTo(Outcome.SENT);
        assertThat(isThere(blob)).isTrue();
        assertThat(registry.received()).isEqualTo(LARGE);
    }

    @Test
    void registryThatLimitsIsWaitedFor() throws IOException {
        registry.fault("POST ", 2, early(429, "Retry-After", "0"));
        assertThat(send(blob(1000))).isEqualTo(Outcome.SENT);
    }

    @Test
    void serverThatStaysDownEndsTheUpload() throws IOException {
        Descriptor blob = blob(1000);
        registry.fault("HEAD ", 10, status(503));
        assertThatThrownBy(() -> send(blob)).isInstanceOf(Unavailable.class).hasMessageContaining("503");
        assertThat(registry.count("HEAD ")).isEqualTo(3);
    }

    @Test
    void uploadElsewhereOnThisMachineIsFollowed() throws IOException {
        try (ReceivingRegistry other = new ReceivingRegistry()) {
            registry.locationsBegin("http://" + other.authority());
            Descriptor blob = blob(1000);
            other.fault("PUT ", 1, (_, exchange) -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(201, -1);
                exchange.close();
                return true;
            });
            assertThat(send(blob)).isEqualTo(Outcome.SENT);
            assertThat(other.lines()).hasSize(1);
        }
    }

    @Test
    void uploadToAnAddressThatIsNotFollowedFails() throws IOException {
        registry.locationsBegin("http://169.254.1.1");
        assertThatThrownBy(() -> send(blob(1000))).isInstanceOf(Forbidden.class);
    }

    @Test
    void closingEndsTheUpload() throws IOException {
        Descriptor blob = blob(LARGE);
        registry.fault("PATCH ", 1, (_, exchange) -> {
            exchange.getRequestBody().readNBytes(1000);
            return false;
        });
        Upload upload = begin(blob, null, true);
        upload.close();
        while (!upload.isDone()) {
            signal.await(Duration.ofSeconds(1));
        }
        assertThatThrownBy(upload::outcome).isInstanceOf(Unavailable.class).hasMessage("cancelled");
    }

    @Test
    void sameBlobTwiceIsSentOnce() throws IOException {
        Descriptor blob = blob(LARGE);
        try (Upload one = begin(blob, null, true);
                Upload two = begin(blob, null, true)) {
            while (!one.isDone() || !two.isDone()) {
                signal.await(Duration.ofSeconds(30));
            }
            assertThat(List.of(one.outcome(), two.outcome())).containsExactlyInAnyOrder(Outcome.SENT, Outcome.PRESENT);
        }
        assertThat(registry.received()).isEqualTo(LARGE);
    }
}
