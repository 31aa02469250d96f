package io.berth.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code lock} of a data root: held by the one daemon that uses it, and telling the format of the store, which
 * an older program must not touch. The kernel gives the lock back when the process ends, however it ends.
 */
public final class StoreLock implements AutoCloseable {
    /** The format that this program writes. */
    static final int FORMAT = 1;

    private static final Pattern FORMAT_LINE = Pattern.compile("format\\s*(\\d{1,9})");
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the data root, which is made (for its owner only) where it is not there.
     *
     * @throws IOException where another process has it or where its format is newer; nothing is changed then
     */
    public static StoreLock take(Path dataRoot) throws IOException {
        if (!Files.isDirectory(dataRoot)) {
            Files.createDirectories(
                    dataRoot, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel = FileChannel.open(
                dataRoot.resolve("lock"),
                OPTIONS,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (!isFree(channel)) {
                throw new IOException("another daemon uses the data root " + dataRoot);
            }
            checkFormat(channel, dataRoot);
            return new StoreLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static void checkFormat(FileChannel channel, Path dataRoot) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(Limits.LOCK_FILE_BYTES_MAX);
        channel.read(text, 0);
        Matcher format = FORMAT_LINE.matcher(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII));
        if (!format.find()) {
            channel.write(ByteBuffer.wrap(("format " + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        } else if (Integer.parseInt(format.group(1)) > FORMAT) {
            throw new IOException("the store in " + dataRoot + " has format " + format.group(1)
                    + ", and this program knows those up to " + FORMAT + ": use a newer berthd");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
