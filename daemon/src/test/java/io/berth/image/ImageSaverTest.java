package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Change.DropImage;
import io.berth.index.Change.DropName;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.store.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSaverTest {
    private static final byte[] LAYER = TestStore.bytes("a layer, as good as any");
    private static final byte[] CONFIG = TestStore.bytes("{}");

    private TestStore store;
    private ImageSaver saver;
    private Digest id;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        saver = new ImageSaver(store.index(), store.content());
        id = store.pull(manifest("one"), List.of(CONFIG, LAYER), "a:1", "a:2");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private static String manifest(String note) {
        return "{\"schemaVersion\":2,\"config\":" + descriptor("config.v1+json", CONFIG) + ",\"layers\":["
                + descriptor("layer.v1.tar", LAYER) + "],\"annotations\":{\"note\":\"" + note + "\"}}";
    }

    private static String descriptor(String type, byte[] bytes) {
        return "{\"mediaType\":\"application/vnd.oci.image.%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(type, Digest.of(bytes), bytes.length);
    }

    private String saved(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        saver.prepare(List.of(names), List.of()).writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBlobThatImagesShareIsInTheArchiveOnce() throws IOException {
        store.pull(manifest("two"), List.of(CONFIG, LAYER), "b:1");
        String archive = saved("a:1", "b:1", "a:1");
        assertThat(archive.split("a layer, as good as any", -1)).hasSize(2);
        assertThat(archive).contains("docker.io/library/a:1", "docker.io/library/b:1");
    }

    @Test
    void aRepositoryWithoutATagIsSavedWithAllItsTags() throws IOException {
        assertThat(saved("a")).contains("docker.io/library/a:1", "docker.io/library/a:2");
        assertThat(saved("a:1")).doesNotContain("docker.io/library/a:2");
        assertThat(saved(id.toString())).doesNotContain("docker.io/library/a:");
        assertThatThrownBy(() -> saved("a:1", "nosuch"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nosuch:latest");
    }

    @Test
    void anImageThatIsRemovedMeanwhileIsSavedWhole() throws IOException {
        Descriptor layer = TestStore.descriptor(LAYER);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        saver.prepare(List.of("a:1"), List.of()).writeTo(new OutputStream() {
            @Override
            public void write(int value) {
                all.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (all.size() == 0) {
                    remove();
                    assertThat(store.content().sweep()).isZero();
                }
                all.write(bytes, offset, length);
            }
        });
        assertThat(all.toString(StandardCharsets.ISO_8859_1)).contains("a layer, as good as any", "oci-layout");
        assertThat(store.blobFile(layer.digest())).exists();
        store.content().dropLeftovers(_ -> false); // what only a job held stays for a while
        assertThat(store.index().blob(layer.digest())).isEmpty();
    }

    private void remove() {
        store.index()
                .apply(List.of(
                        new DropName(Reference.parse("a:1"), "rmi"),
                        new DropName(Reference.parse("a:2"), "rmi"),
                        new DropImage(id, Duration.ZERO)));
    }

    @Test
    void aDamagedBlobBreaksTheArchiveOff() throws IOException {
        Path file = store.blobFile(TestStore.descriptor(LAYER).digest());
        byte[] bytes = LAYER.clone();
        bytes[3] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageSaver.Archive archive = saver.prepare(List.of("a:1"), List.of());
        assertThatThrownBy(() -> archive.writeTo(out))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("is damaged");
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).doesNotContain("index.json");
    }

    @Test
    void aSaveIsAnEventAndLeavesNoJob() throws IOException {
        saved("a:1");
        long[] saves = new long[1];
        store.index().events(0, java.time.Instant.EPOCH, java.time.Instant.MAX, event -> {
            if (event.toString().contains("save")) {
                saves[0]++;
            }
        });
        assertThat(saves[0]).isEqualTo(1);
        remove();
        store.content().sweep();
        assertThat(store.index().blob(TestStore.descriptor(LAYER).digest())).isEmpty();
    }
}
