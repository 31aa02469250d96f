package io.berth.image;

import static io.berth.image.TestArchive.config;
import static io.berth.image.TestArchive.entry;
import static io.berth.image.TestArchive.list;
import static io.berth.image.TestArchive.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.berth.io.Limits;
import io.berth.problem.Problem.Unavailable;
import io.berth.store.FaultyDisk;
import io.berth.store.FaultyDisk.Fault;
import io.berth.testing.TestTar;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load on a disk that fails, or is full: nothing of it is named, and the next one is whole. */
class LoadFaultsTest {
    private static final byte[] LARGE = noise(Limits.ARCHIVE_HELD_FILE_BYTES_MAX + 1);
    private static final byte[] SMALL = noise(1000);
    private static final byte[] ARCHIVE = new TestTar()
            .file("large", LARGE)
            .file("small", SMALL)
            .file("config.json", config(LARGE, SMALL))
            .file("manifest.json", list(entry("\"x:1\",\"y:1\"", "large", "small")))
            .bytes();
    private static final int OPERATIONS_MAX = 200;

    @TempDir
    Path directory;

    private FaultyDisk disk;

    private LoadRig rig(String name) throws IOException {
        disk = new FaultyDisk(Files.createDirectories(directory.resolve(name + "-shadow")));
        return new LoadRig(Files.createDirectory(directory.resolve(name)), TrustPolicy.NONE, disk);
    }

    @Test
    void aDiskThatFailsAtAnyOperation() throws IOException {
        for (int n = 0; n < OPERATIONS_MAX; n++) {
            LoadRig rig = rig(Integer.toString(n));
            disk.arm(Fault.FAIL, n);
            boolean loaded = isLoaded(rig);
            boolean struck = disk.hasStruck();
            disk.disarm();
            assertThat(rig.images()).as("operation %d", n).isEqualTo(loaded ? 1 : 0);
            assertThat(loaded || struck).as("operation %d", n).isTrue();
            assertThat(rig.outcomes)
                    .containsExactly(loaded ? LoadObserver.Outcome.LOADED : LoadObserver.Outcome.FAILED);
            assertThat(rig.load(ARCHIVE)).as("operation %d", n).containsExactly("x:1", "y:1");
            assertThat(rig.faults()).as("operation %d", n).isEmpty();
            if (!struck) {
                return;
            }
        }
        throw new AssertionError("the load never ended");
    }

    private static boolean isLoaded(LoadRig rig) {
        try {
            rig.load(ARCHIVE);
            return true;
        } catch (IOException | RuntimeException _) {
            return false;
        }
    }

    @Test
    void aFullDisk() throws IOException {
        LoadRig rig = rig("full");
        disk.full(true);
        assertThat(catchThrowable(() -> rig.load(ARCHIVE)))
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("no space left on device: need ");
        assertThat(rig.images()).isZero();
        assertThat(rig.jobs.list()).isEmpty();
        disk.full(false);
        assertThat(rig.load(ARCHIVE)).containsExactly("x:1", "y:1");
        assertThat(rig.faults()).isEmpty();
    }
}
