package io.berth.content;

import io.berth.io.Disk;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.file.Path;

/** Whether there is room on the disk. */
record Space(Disk disk, Path directory) {
    /** Fails where fewer than {@code need} bytes are free. */
    void require(long need) throws IOException {
        long have = disk.free(directory);
        if (have < need) {
            throw new Unavailable(Subject.STORE, full(need, have));
        }
    }

    /**
     * Runs what writes; where that fails and there is no room for the bytes that were still to come, says so.
     *
     * @throws Unavailable for a full disk
     */
    void write(long need, Write body) throws IOException {
        try {
            body.run();
        } catch (IOException e) {
            long have = disk.free(directory);
            if (have < need) {
                throw new Unavailable(Subject.STORE, full(need, have), e);
            }
            throw e;
        }
    }

    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    private static String full(long need, long have) {
        return "no space left on device: need " + need + ", have " + have;
    }
}
