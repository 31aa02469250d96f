package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A story of a store, cut off at every single operation on disk, by a kill and by a power failure: each time the store is
 * sound afterwards, and the story can be told again from its beginning.
 */
abstract class CrashCase {
    private static final int OPERATIONS_MAX = 500;

    @TempDir
    Path directory;

    abstract void story(StoreRig rig) throws IOException;

    /** A new store is there. */
    void begins() {}

    /** The store has been cut off and is open again. */
    void isBack(TestStore store) {}

    /** The story has been told to its end on top of that. */
    void isTold(TestStore store) {}

    @Test
    void everyKillLeavesASoundStoreThatCanGoOn() throws IOException {
        cutEverywhere(false);
    }

    @Test
    void everyPowerFailureLeavesASoundStoreThatCanGoOn() throws IOException {
        cutEverywhere(true);
    }

    private void cutEverywhere(boolean power) throws IOException {
        for (int n = 0; n < OPERATIONS_MAX; n++) {
            begins();
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
                isBack(rig.store());
                story(rig);
                assertThat(rig.faults())
                        .as("operation %d, and the story again", n)
                        .isEmpty();
                isTold(rig.store());
            }
        }
        throw new AssertionError("the story never ended");
    }

    private boolean ends(StoreRig rig) throws IOException {
        try {
            story(rig);
            return true;
        } catch (FaultyDisk.Stopped _) {
            return false;
        }
    }
}
