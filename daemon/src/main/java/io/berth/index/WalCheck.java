package io.berth.index;

import io.berth.io.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds out whether the write-ahead log of a database lost its end since a crash, which SQLite itself would not tell: the
 * {@code -shm} file that the dead process left counts the frames that were committed (SQLite, "WAL-mode File Format").
 */
final class WalCheck {
    private static final int SHM_HEADER_BYTES = 48;
    private static final int INITIALIZED_OFFSET = 12;
    private static final int PAGE_SIZE_OFFSET = 14;
    private static final int FRAMES_OFFSET = 16;
    private static final int WAL_HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;

    private WalCheck() {}

    /** False also where nothing can be known. Call it before the database is opened. */
    static boolean isCut(Disk disk, Path database) throws IOException {
        Path shm = database.resolveSibling(database.getFileName() + "-shm");
        Optional<Disk.Stat> found = disk.stat(shm);
        if (found.isEmpty() || found.get().size() < SHM_HEADER_BYTES) {
            return false;
        }
        ByteBuffer header = ByteBuffer.allocate(SHM_HEADER_BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel channel = disk.read(shm)) {
            if (channel.read(header, 0) < SHM_HEADER_BYTES) {
                return false;
            }
        }
        long frames = Integer.toUnsignedLong(header.getInt(FRAMES_OFFSET));
        long pageSize = Short.toUnsignedInt(header.getShort(PAGE_SIZE_OFFSET));
        if (header.get(INITIALIZED_OFFSET) != 1 || frames == 0 || pageSize < 512) {
            return false;
        }
        Path wal = database.resolveSibling(database.getFileName() + "-wal");
        long size = disk.stat(wal).map(Disk.Stat::size).orElse(0L);
        return size < WAL_HEADER_BYTES + frames * (FRAME_HEADER_BYTES + pageSize);
    }
}
