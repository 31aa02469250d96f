package io.berth.remote.credential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A file with secrets: it must be a file, belong to the daemon's user or to root, and be closed to everybody else. */
public final class OwnedFile {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final int ROOT = 0;

    private OwnedFile() {}

    /**
     * Throws what a person can act on.
     *
     * @param kind what it is called there, as {@code credentials file}
     */
    public static void check(String kind, Path file) throws IOException {
        String named = "the " + kind + ' ' + file;
        if (!Files.exists(file)) {
            throw new IOException(named + " is not there");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(named + " is no regular file");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OWNERS.containsAll(mode)) {
            throw new IOException(
                    named + " is open to others (" + PosixFilePermissions.toString(mode) + "): chmod 600 " + file);
        }
        int owner = uid(file);
        int daemon = uid(Path.of("/proc/self"));
        if (owner != daemon && owner != ROOT) {
            throw new IOException(named + " belongs to user " + owner + ", who is neither root nor the daemon's user "
                    + daemon + ": chown " + daemon + ' ' + file);
        }
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}
