package io.berth.image;

import static io.berth.image.TestArchive.LAYER;
import static io.berth.image.TestArchive.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.ContentCheck;
import io.berth.index.Image;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.transport.TransportSettings;
import io.berth.store.TestStore;
import io.berth.transfer.Jobs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageImporterTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path root;

    private TestStore store;
    private final List<String> rows = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        store = TestStore.open(root);
    }

    @AfterEach
    void storeIsSound() throws IOException {
        store.close();
        assertThat(ContentCheck.faults(root)).isEmpty();
    }

    private Image run(@Nullable String address, byte[] body, Remotes remotes, String... changes) throws IOException {
        ImportRequest request = new ImportRequest(
                address,
                Reference.parse("x:1"),
                "a message",
                ImportChanges.of(List.of(changes)),
                Platform.parse("linux/arm64"));
        new ImageImporter(store.index(), store.content(), store.content(), new Jobs(), remotes, NOON)
                .run(request, new ByteArrayInputStream(body), rows(), new CancelToken());
        return store.index().images().byName(Reference.parse("x:1")).orElseThrow();
    }

    private Image run(byte[] body, String... changes) throws IOException {
        try (Remotes remotes = new Remotes(RemoteSettings.DEFAULTS)) {
            return run(null, body, remotes, changes);
        }
    }

    private ImportProgress rows() {
        return new ImportProgress() {
            @Override
            public void downloading(String address) {
                rows.add("from " + address);
            }

            @Override
            public void importing(long current, long total) {
                rows.add(current + " of " + total);
            }

            @Override
            public void done(Digest image) {
                rows.add(image.toString());
            }
        };
    }

    private ImageManifest manifest(Image image) throws IOException {
        byte[] bytes = store.content().read(image.id(), Limits.MANIFEST_BYTES_MAX);
        return (ImageManifest) Manifest.parse(bytes, "");
    }

    private ImageConfig config(Image image) throws IOException {
        return ImageConfig.parse(store.content().read(manifest(image).config().digest(), Limits.CONFIG_BYTES_MAX));
    }

    @Test
    void theImageIsWhatTheRequestSays() throws IOException {
        Image image = run(LAYER, "CMD [\"/x\"]", "LABEL a=b");
        ImageConfig config = config(image);
        assertThat(config.platform().format()).isEqualTo("linux/arm64");
        assertThat(config.created()).isEqualTo("2026-01-02T12:00:00Z");
        assertThat(config.diffIds()).containsExactly(Digest.of(LAYER));
        assertThat(config.history().getFirst().comment()).isEqualTo("a message");
        assertThat(config.labels()).containsEntry("a", "b");
        assertThat(rows).containsExactly(image.id().toString());
    }

    @Test
    void aPackedLayerIsKeptAsItCame() throws IOException {
        byte[] packed = gzip(LAYER);
        byte[] andMore = Arrays.copyOf(packed, packed.length + 3);
        for (byte[] body : List.of(packed, andMore)) {
            Image image = run(body);
            assertThat(manifest(image).layers().getFirst().digest()).isEqualTo(Digest.of(body));
            assertThat(manifest(image).layers().getFirst().mediaType())
                    .isEqualTo("application/vnd.oci.image.layer.v1.tar+gzip");
            assertThat(config(image).diffIds()).containsExactly(Digest.of(LAYER));
        }
    }

    @Test
    void otherLayersArePackedAnew() throws IOException {
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        try (OutputStream out = new BZip2CompressorOutputStream(bzip2)) {
            out.write(LAYER);
        }
        for (byte[] body : List.of(LAYER, bzip2.toByteArray())) {
            Image image = run(body);
            byte[] layer =
                    store.content().read(manifest(image).layers().getFirst().digest(), 1 << 20);
            assertThat(layer).isEqualTo(gzip(LAYER));
            assertThat(config(image).diffIds()).containsExactly(Digest.of(LAYER));
        }
    }

    @Test
    void anEmptyBodyIsAnImageWithoutContent() throws IOException {
        assertThat(config(run(new byte[0])).diffIds()).containsExactly(Digest.of(new byte[0]));
    }

    @Test
    void whatIsNoArchiveIsNoImage() {
        byte[] text = "no archive".repeat(100).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> run(text)).isInstanceOf(Corrupt.class).hasMessage("archive/tar: invalid tar header");
        assertThatThrownBy(() -> run(gzip(text))).isInstanceOf(Corrupt.class);
        assertThatThrownBy(() -> run(Arrays.copyOf(gzip(LAYER), 30))).isInstanceOf(Corrupt.class);
        assertThat(store.index().images().byCreated()).isEmpty();
    }

    @Test
    void anAddressIsAskedUnderThePolicy() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            String authority = "127.0.0.1:" + server.getPort();
            String address = "http://" + authority + "/rootfs.tar";
            try (Remotes strict = new Remotes(RemoteSettings.DEFAULTS)) {
                assertThatThrownBy(() -> run(address, new byte[0], strict))
                        .isInstanceOf(Forbidden.class)
                        .hasMessageContaining("an address of this machine or its link is not followed");
                assertThatThrownBy(() -> run("http://%zz", new byte[0], strict))
                        .isInstanceOf(InvalidParameter.class)
                        .hasMessage("parse \"http://%zz\": invalid URL escape \"%zz\"");
                assertThatThrownBy(() -> run("ftp://example.com/x", new byte[0], strict))
                        .isInstanceOf(Forbidden.class);
            }
            assertThat(server.getRequestCount()).isZero();
            try (Remotes allowed = new Remotes(
                    new RemoteSettings(List.of(), List.of(authority), "Berth/0", TransportSettings.DEFAULTS))) {
                server.enqueue(new MockResponse.Builder().code(404).body("{}").build());
                assertThatThrownBy(() -> run(address, new byte[0], allowed))
                        .isInstanceOf(NotFound.class)
                        .hasMessageStartingWith("failed to GET " + address + " with status 404")
                        .hasMessageEndingWith(": {}");
                server.enqueue(new MockResponse.Builder()
                        .body(new Buffer().write(LAYER))
                        .build());
                Image image = run(address, new byte[0], allowed);
                assertThat(rows)
                        .containsExactly(
                                "from " + address,
                                LAYER.length + " of " + LAYER.length,
                                image.id().toString());
            }
        }
    }
}
