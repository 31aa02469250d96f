package io.berth.index;

import io.berth.io.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of {@value #BYTES} bytes that is given up on a full disk, so that removing still works there. */
final class Reserve {
    static final int BYTES = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final int PIECE_BYTES = 1 << 20;

    private final Disk disk;
    private final Path file;

    Reserve(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** Makes the file whole where it is not and there is room for it; a full disk is no error. */
    void fill() {
        try {
            if (disk.stat(file).map(Disk.Stat::size).orElse(0L) == BYTES) {
                return;
            }
            try (Disk.Output out = disk.append(file)) {
                out.truncate(0);
                byte[] noise = new byte[PIECE_BYTES]; // zeros would take no space on a file system that compresses
                new Random(1).nextBytes(noise);
                for (int written = 0; written < BYTES; written += PIECE_BYTES) {
                    out.write(ByteBuffer.wrap(noise));
                }
                out.force();
            }
        } catch (IOException e) {
            LOG.debug("no room for the reserve", e);
            release();
        }
    }

    /** Gives the space back; false where there was none to give. */
    boolean release() {
        try {
            return disk.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
