package io.berth.remote;

import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.credential.Credentials;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.FakeRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlobOpenerTest {
    private static final String FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    private final FakeRegistry registry = new FakeRegistry();
    private final FakeRegistry mirror = new FakeRegistry();
    private final CancelToken cancel = new CancelToken();
    private final byte[] bytes = bytes();
    private Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
        mirror.close();
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[3_000_000];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private Descriptor blob(String type, String... urls) {
        return new Descriptor(type, Digest.of(bytes), bytes.length, null, null, List.of(urls), Map.of());
    }

    private RegistryClient client(String repository) {
        return remotes.client(Repository.parse(repository), Credentials.anonymous(), Map.of());
    }

    private RegistryClient client() {
        return client(registry.authority() + "/x");
    }

    private byte[] read(RegistryClient client, Descriptor blob, long offset, long start) throws IOException {
        try (BlobStream stream = client.open(blob, offset, cancel)) {
            assertThat(stream.start()).isEqualTo(start);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (ByteBuffer piece = stream.next(); piece != null; piece = stream.next()) {
                byte[] some = new byte[piece.remaining()];
                piece.get(some);
                all.writeBytes(some);
            }
            return all.toByteArray();
        }
    }

    @Test
    void wholeBlob() throws IOException {
        registry.with(bytes);
        assertThat(read(client(), blob("x/y"), 0, 0)).isEqualTo(bytes);
    }

    @Test
    void restOfABlob() throws IOException {
        registry.with(bytes);
        assertThat(read(client(), blob("x/y"), 2_999_990, 2_999_990)).hasSize(10);
    }

    @Test
    void rangeIgnoredIsTheWholeBlob() throws IOException {
        registry.fault(request -> whole());
        assertThat(read(client(), blob("x/y"), 100, 0)).hasSize(bytes.length);
    }

    @Test
    void anotherRangeThanAskedForIsNotUsed() throws IOException {
        registry.with(bytes)
                .fault(request -> request.getHeaders().get("Range") == null
                        ? null
                        : new MockResponse.Builder()
                                .code(206)
                                .addHeader("Content-Range", "bytes 50-99/" + bytes.length)
                                .body("x".repeat(50))
                                .build());
        assertThat(read(client(), blob("x/y"), 100, 0)).isEqualTo(bytes);
    }

    @Test
    void rangeNotSatisfiableBeginsAgain() throws IOException {
        registry.with(bytes).fault(request -> request.getHeaders().get("Range") == null ? null : status(416));
        assertThat(read(client(), blob("x/y"), 100, 0)).isEqualTo(bytes);
    }

    @Test
    void foreignLayerIsAskedOfTheRegistryFirst() throws IOException {
        registry.with(bytes);
        assertThat(read(client(), blob(FOREIGN, "http://127.0.0.1:1/never"), 0, 0))
                .isEqualTo(bytes);
    }

    @Test
    void foreignLayerComesFromWhereTheUserAllowsIt() throws IOException {
        remotes.close();
        remotes = new Remotes(
                new RemoteSettings(List.of(), List.of(mirror.authority()), "test", TransportSettings.DEFAULTS));
        mirror.fault(request -> whole());
        assertThat(read(client(), blob(FOREIGN, "http://" + mirror.authority() + "/layer"), 0, 0))
                .isEqualTo(bytes);
    }

    @Test
    void nothingOnThisMachineIsAskedForAForeignLayer() {
        Descriptor blob = blob(FOREIGN, "http://" + mirror.authority() + "/layer", "file:///etc/passwd");
        assertThatThrownBy(() -> client().open(blob, 0, cancel))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.POLICY));
        assertThat(mirror.requests()).isEmpty();
    }

    @Test
    void urlsOfOrdinaryLayersAreNotFollowed() {
        Descriptor blob = blob("application/vnd.oci.image.layer.v1.tar", "http://192.0.2.1/layer");
        assertThatThrownBy(() -> client().open(blob, 0, cancel))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
    }

    @Test
    void nextMirrorServesWhatTheFirstHasNot() throws IOException {
        remotes.close();
        remotes = new Remotes(new RemoteSettings(
                List.of(URI.create("http://" + registry.authority()), URI.create("http://" + mirror.authority())),
                List.of(),
                "test",
                TransportSettings.DEFAULTS));
        mirror.with(bytes);
        assertThat(read(client("redis"), blob("x/y"), 0, 0)).isEqualTo(bytes);
        assertThat(registry.lines()).hasSize(1);
        assertThat(mirror.lines()).containsExactly("GET /v2/library/redis/blobs/" + Digest.of(bytes) + "?ns=docker.io");
    }

    @Test
    void cancelEndsABodyInTheMiddle() throws IOException {
        registry.with(bytes);
        try (BlobStream stream = client().open(blob("x/y"), 0, cancel)) {
            ByteBuffer first = stream.next();
            assertThat(first).isNotNull();
            cancel.cancel();
            assertThatThrownBy(() -> {
                        while (stream.next() != null) {
                            // until the closed socket shows
                        }
                    })
                    .isInstanceOf(RegistryException.class);
        }
    }

    private MockResponse whole() {
        return new MockResponse.Builder().body(new Buffer().write(bytes)).build();
    }
}
