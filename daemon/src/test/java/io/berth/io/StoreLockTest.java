package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {
    @TempDir
    private Path directory;

    private Path root;

    @BeforeEach
    void name() {
        root = directory.resolve("made/data");
    }

    @Test
    void aNewDataRootIsForItsOwnerAloneAndTellsItsFormat() throws IOException {
        StoreLock.take(root).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
        assertThat(root.resolve("lock")).hasContent("format 1\n");
    }

    @Test
    void oneAtATimeAndAgainAfterIt() throws IOException {
        try (StoreLock _ = StoreLock.take(root)) {
            assertThatThrownBy(() -> StoreLock.take(root))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another daemon uses the data root " + root);
        }
        StoreLock.take(root).close();
    }

    @Test
    void aNewerFormatIsLeftAlone() throws IOException {
        StoreLock.take(root).close();
        Files.writeString(root.resolve("lock"), "format 2\n");
        assertThatThrownBy(() -> StoreLock.take(root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has format 2")
                .hasMessageEndingWith("use a newer berthd");
        assertThat(root.resolve("lock")).hasContent("format 2\n");
        Files.writeString(root.resolve("lock"), "format 1\n");
        StoreLock.take(root).close();
    }

    @Test
    void theFormatIsLookedForSoFarAndNoFurther() throws IOException {
        StoreLock.take(root).close();
        String format = "format 2";
        String most = " ".repeat(Limits.LOCK_FILE_BYTES_MAX - format.length());
        Files.writeString(root.resolve("lock"), most + format);
        assertThatThrownBy(() -> StoreLock.take(root)).hasMessageContaining("has format 2");
        Files.writeString(root.resolve("lock"), most + ' ' + format);
        StoreLock.take(root).close();
    }
}
