package io.berth.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Small files that are replaced whole: a reader, or a start after a crash, sees the old bytes or the new ones. */
public final class AtomicFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private AtomicFiles() {}

    /** As {@link #write}; at no moment can anybody but its owner read the file. */
    public static void writePrivate(Disk disk, Path file, byte[] bytes) throws IOException {
        Path temporary = temporary(file);
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, OWNER_ALONE);
        write(disk, file, bytes);
    }

    /** Durable when it returns; a failure leaves the old file, and perhaps a {@code .tmp} beside it. */
    public static void write(Disk disk, Path file, byte[] bytes) throws IOException {
        Path temporary = temporary(file);
        try (Disk.Output out = disk.append(temporary)) {
            out.truncate(0);
            out.write(ByteBuffer.wrap(bytes));
            out.force();
        }
        disk.rename(temporary, file);
        disk.forceDirectory(Objects.requireNonNull(file.getParent()));
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }
}
