package io.berth.store;

import io.berth.content.ContentCheck;
import io.berth.index.IndexCheck;
import io.berth.index.IndexOptions;
import io.berth.store.FaultyDisk.Stopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.sqlite.SQLiteErrorCode;

/** A store on a faulty disk, with a clock of the test's, that can die and come back. */
final class StoreRig implements AutoCloseable {
    static final Duration LEFTOVER = Duration.ofHours(1);

    private final Path root;
    private final Random random;
    private final FaultyDisk disk;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int boot;
    private TestStore store;

    StoreRig(Path directory, Random random) throws IOException {
        this.root = Files.createDirectories(directory.resolve("store"));
        this.random = random;
        this.disk = new FaultyDisk(Files.createDirectories(directory.resolve("shadow")));
        open();
    }

    void open() throws IOException {
        IndexOptions options = new IndexOptions(disk, () -> now, LEFTOVER, this::commit);
        store = TestStore.open(root, disk, options, "boot-" + boot);
    }

    /** Fails by a full or a failing disk; or dies, before or after it is done. */
    private void commit(IndexOptions.Step commit) throws SQLException {
        if (disk.strikes()) {
            if (!disk.isStopped()) {
                boolean full = random.nextBoolean();
                SQLiteErrorCode code = full ? SQLiteErrorCode.SQLITE_FULL : SQLiteErrorCode.SQLITE_IOERR_FSYNC;
                throw new SQLException("injected: commit", null, code.code);
            }
            if (random.nextBoolean()) {
                commit.run();
            }
            throw new Stopped();
        }
        commit.run();
    }

    TestStore store() {
        return store;
    }

    FaultyDisk disk() {
        return disk;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Dies on the spot, where it has not yet; the next {@link #open} finds what was on disk. */
    void die(boolean power) throws IOException {
        if (!disk.isStopped()) {
            disk.arm(FaultyDisk.Fault.STOP, 0);
            disk.strikes();
        }
        store.close();
        if (power) {
            disk.losePower(random);
            boot++;
        }
        disk.revive();
    }

    /** Opens, though this may fail or die once. */
    void reopen(FaultyDisk.Fault fault, int operations) throws IOException {
        disk.arm(fault, operations);
        try {
            open();
        } catch (IOException | RuntimeException e) {
            if (!disk.hasStruck()) {
                throw e;
            }
            disk.revive();
            open();
        }
        if (disk.isStopped()) {
            store.close();
            disk.revive();
            open();
        }
        disk.disarm();
    }

    /** What is wrong with the store, in words. */
    List<String> faults() throws IOException {
        List<String> faults = new ArrayList<>(ContentCheck.faults(root));
        try (IndexCheck check = IndexCheck.open(root)) {
            faults.addAll(check.differences(store.index().images()));
        }
        return faults;
    }

    @Override
    public void close() {
        store.close();
    }
}
