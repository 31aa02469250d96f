package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.ContentCheck;
import io.berth.index.Change;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose files somebody has hurt. */
class DamageTest {
    private static final byte[] LAYER = TestStore.bytes("a layer of some bytes");
    private static final byte[] OTHER = TestStore.bytes("the layer of another image");
    private static final Digest HURT = Digest.of(LAYER);

    @TempDir
    Path root;

    private Digest image;

    @BeforeEach
    void twoImages() throws IOException {
        try (TestStore store = TestStore.open(root)) {
            image = store.pull("hurt", List.of(LAYER), "hurt");
            store.pull("whole", List.of(OTHER), "whole");
            blob().toFile().setWritable(true);
        }
    }

    private Path blob() {
        return root.resolve("content/blobs/sha256").resolve(HURT.hex());
    }

    /** The damage is told to who reads the blob, another pull mends it, and the whole image was never concerned. */
    private void assertFoundAndMended() throws IOException {
        try (TestStore store = TestStore.open(root)) {
            assertThat(store.content().read(Digest.of(OTHER), 100)).isEqualTo(OTHER);
            assertThatThrownBy(() -> store.content().read(HURT, 100))
                    .isInstanceOf(Corrupt.class)
                    .hasMessageContaining(HURT.toString());
            assertThat(store.index().damaged(image)).containsExactly(HURT);
            assertThat(store.index().images().byCreated()).hasSize(2);
            store.pull("hurt", List.of(LAYER), "hurt");
            assertThat(store.content().read(HURT, 100)).isEqualTo(LAYER);
            assertThat(store.index().damaged(image)).isEmpty();
        }
        assertThat(ContentCheck.faults(root)).isEmpty();
    }

    @Test
    void aTruncatedBlobIsFoundWhenItIsRead() throws IOException {
        Files.write(blob(), TestStore.bytes("a layer"));
        assertFoundAndMended();
    }

    @Test
    void aFlippedBitIsFoundWhenTheBlobIsRead() throws IOException {
        byte[] flipped = LAYER.clone();
        flipped[3] ^= 1;
        Files.write(blob(), flipped);
        assertFoundAndMended();
    }

    @Test
    void aBlobOfNoBytesIsFoundWhenItIsRead() throws IOException {
        Files.write(blob(), new byte[0]);
        assertFoundAndMended();
    }

    @Test
    void aMissingBlobIsFoundWhenItIsRead() throws IOException {
        Files.delete(blob());
        assertFoundAndMended();
    }

    @Test
    void aBlobThatIsADirectoryIsFoundWhenItIsRead() throws IOException {
        Files.delete(blob());
        Files.createDirectories(blob().resolve("inside"));
        assertFoundAndMended();
    }

    @Test
    void aDamagedImageCanBeRemoved() throws IOException {
        Files.write(blob(), new byte[0]);
        try (TestStore store = TestStore.open(root)) {
            assertThatThrownBy(() -> store.content().open(HURT)).isInstanceOf(Corrupt.class);
            store.index()
                    .apply(List.of(
                            new Change.DropName(Reference.parse("hurt:latest"), "rmi"),
                            new Change.DropImage(image, Duration.ZERO)));
            assertThat(store.content().sweep()).isEqualTo(4096);
        }
        assertThat(ContentCheck.faults(root)).isEmpty();
        assertThat(root.resolve("content/quarantine")).isEmptyDirectory();
    }

    @Test
    void garbageAmongTheIngestsIsDeleted() throws IOException {
        Files.createDirectories(root.resolve("content/ingest/folder/inside"));
        Files.writeString(root.resolve("content/ingest/garbage"), "?");
        try (TestStore store = TestStore.open(root)) {
            assertThat(store.index().images().byCreated()).hasSize(2);
        }
        assertThat(root.resolve("content/ingest")).isEmptyDirectory();
    }

    @Test
    void anOverwrittenDatabaseIsPutAsideAndANewOneBegun() throws IOException {
        Files.write(root.resolve("berth.db"), new byte[50_000]);
        Files.writeString(root.resolve("berth.db"), "garbage".repeat(10_000));
        try (TestStore store = TestStore.open(root)) {
            assertThat(store.index().lost()).isTrue();
            assertThat(store.index().images().byCreated()).isEmpty();
            assertThat(store.content().lost()).hasSize(2);
        }
        try (var files = Files.list(root)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .anyMatch(name -> name.startsWith("berth.db.damaged-"));
        }
    }

    @Test
    void aCutLogOfTheDatabaseIsNoticed() throws IOException {
        Path copy = Files.createDirectories(root.resolve("copy"));
        try (TestStore store = TestStore.open(root)) {
            store.pull("more", List.of(LAYER), "more");
            for (String name : List.of("berth.db", "berth.db-wal", "berth.db-shm")) {
                Files.copy(root.resolve(name), copy.resolve(name));
            }
        }
        Path log = copy.resolve("berth.db-wal");
        byte[] half = java.util.Arrays.copyOf(Files.readAllBytes(log), (int) Files.size(log) / 2 + 123);
        Files.write(log, half);
        try (TestStore store = TestStore.open(copy)) {
            assertThat(store.index().lost()).isTrue();
            assertThat(store.index().images().byName(Reference.parse("whole:latest")))
                    .isPresent();
        }
    }
}
