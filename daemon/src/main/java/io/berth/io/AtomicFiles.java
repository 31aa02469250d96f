package io.berth.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/** Small files that are replaced whole: a reader, or a start after a crash, sees the old bytes or the new ones. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Durable when it returns; a failure leaves the old file, and perhaps a {@code .tmp} beside it. */
    public static void write(Disk disk, Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (Disk.Output out = disk.append(temporary)) {
            out.truncate(0);
            out.write(ByteBuffer.wrap(bytes));
            out.force();
        }
        disk.rename(temporary, file);
        disk.forceDirectory(Objects.requireNonNull(file.getParent()));
    }
}
