package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Change;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One story of a store, cut off at every single operation on disk, by a kill and by a power failure. */
class StoreCrashTest {
    private static final byte[] CONFIG = TestStore.bytes("config");
    private static final byte[] LAYER = new byte[100_000];
    private static final Reference NAME = Reference.parse("redis:latest");
    private static final int OPERATIONS_MAX = 500;

    @TempDir
    Path directory;

    @Test
    void everyKillLeavesASoundStoreThatCanGoOn() throws Exception {
        cutEverywhere(false);
    }

    @Test
    void everyPowerFailureLeavesASoundStoreThatCanGoOn() throws Exception {
        cutEverywhere(true);
    }

    private void cutEverywhere(boolean power) throws IOException {
        new Random(1).nextBytes(LAYER);
        for (int n = 0; n < OPERATIONS_MAX; n++) {
            try (StoreRig rig = new StoreRig(directory.resolve(power + "-" + n), new Random(n))) {
                rig.disk().arm(FaultyDisk.Fault.STOP, n);
                boolean whole = ends(rig);
                rig.disk().disarm();
                if (whole) {
                    return;
                }
                rig.die(power);
                rig.open();
                assertThat(rig.faults()).as("operation %d", n).isEmpty();
                story(rig);
                assertThat(rig.faults())
                        .as("operation %d, and the story again", n)
                        .isEmpty();
                assertThat(rig.store().index().images().byCreated()).hasSize(1);
            }
        }
        throw new AssertionError("the story never ended");
    }

    private static boolean ends(StoreRig rig) throws IOException {
        try {
            story(rig);
            return true;
        } catch (FaultyDisk.Stopped _) {
            return false;
        }
    }

    /** Two images share a layer; a name moves; one image is removed, brought back, and removed for good. */
    private static void story(StoreRig rig) throws IOException {
        TestStore store = rig.store();
        Digest first = store.pull("first", List.of(CONFIG, LAYER), "redis");
        store.pull("second", List.of(LAYER), "redis");
        store.index().apply(List.of(new Change.DropImage(first, Duration.ofHours(1))));
        store.content().sweep();
        store.index()
                .apply(List.of(
                        new Change.RestoreImage(first),
                        new Change.PutName(NAME, first, "rollback"),
                        new Change.DropName(NAME, "rmi"),
                        new Change.DropImage(first, Duration.ZERO)));
        store.content().sweep();
        store.content().dropLeftovers(_ -> false);
    }
}
