package io.berth.index;

import io.berth.io.Disk;
import io.berth.io.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of {@link Limits#RESERVE_BYTES} that is given up on a full disk, so that removing still works there. It goes
 * piece by piece: whatever fills the disk may take what one change has left of a piece.
 */
final class Reserve {
    /** More than the write-ahead log grows by in one change. */
    static final int PIECE_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final int WRITE_BYTES = 1 << 20;

    private final Disk disk;
    private final Path directory;
    private final Path file;

    Reserve(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.file = directory.resolve("reserve");
    }

    /** Makes the file whole where it is not and there is room for it; a full disk is no error. */
    void fill() {
        try {
            long size = size();
            if (size < Limits.RESERVE_BYTES && disk.free(directory) >= Limits.RESERVE_BYTES - size) {
                fill(size);
            }
        } catch (IOException e) {
            LOG.debug("no room for the reserve", e);
        }
    }

    private void fill(long size) throws IOException {
        try (Disk.Output out = disk.append(file)) {
            try {
                ByteBuffer noise = noise();
                for (long at = size; at < Limits.RESERVE_BYTES; at += noise.limit()) {
                    noise.clear().limit((int) Math.min(noise.capacity(), Limits.RESERVE_BYTES - at));
                    out.write(noise);
                }
                out.force();
            } catch (IOException e) {
                out.truncate(size);
                throw e;
            }
        }
    }

    /** Zeros would take no space on a file system that compresses. */
    private static ByteBuffer noise() {
        byte[] noise = new byte[WRITE_BYTES];
        new Random(1).nextBytes(noise);
        return ByteBuffer.wrap(noise);
    }

    /** Gives the next piece back; false where there was none to give. */
    boolean release() {
        try {
            long size = size();
            if (size == 0) {
                return false;
            }
            if (size <= PIECE_BYTES) {
                return disk.delete(file);
            }
            try (Disk.Output out = disk.append(file)) {
                out.truncate(size - PIECE_BYTES);
                out.force();
            }
            return true;
        } catch (IOException e) {
            LOG.warn("the reserve cannot be given up", e);
            return false;
        }
    }

    private long size() throws IOException {
        return disk.stat(file).map(Disk.Stat::size).orElse(0L);
    }
}
