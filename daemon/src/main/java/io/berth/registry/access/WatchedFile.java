package io.berth.registry.access;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a small file says, read again when the file has changed. While a changed file cannot be used, what it said before
 * stays in force, and the log tells why.
 */
final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

    private final Path file;
    private final int most;
    private final Reader<T> reader;
    private volatile Seen<T> seen;

    /** From the bytes to what they mean; throws {@link Corrupt} with the reason where they mean nothing. */
    @FunctionalInterface
    interface Reader<T> {
        T read(byte[] bytes);
    }

    /** Whatever a change of a file changes. */
    private record Mark(@Nullable Object key, long size, long modified) {}

    private record Seen<T>(@Nullable Mark mark, T said) {}

    /**
     * Reads the file for the first time.
     *
     * @param most bytes
     * @throws Corrupt with the file's name where it cannot be used
     */
    WatchedFile(Path file, int most, Reader<T> reader) {
        this.file = file;
        this.most = most;
        this.reader = reader;
        this.seen = read();
    }

    Path file() {
        return file;
    }

    /** What the file said when somebody looked last. */
    T last() {
        return seen.said();
    }

    /** What the file says now. */
    T now() {
        Seen<T> last = seen;
        return same(last) ? last.said() : again();
    }

    private synchronized T again() {
        Seen<T> last = seen;
        if (same(last)) {
            return last.said();
        }
        Mark mark = mark();
        try {
            seen = read();
            LOG.info("{} has changed", file);
        } catch (Corrupt e) {
            LOG.warn("{}: what it said before stays in force", e.text());
            seen = new Seen<>(mark, last.said());
        }
        return seen.said();
    }

    private boolean same(Seen<T> last) {
        Mark mark = mark();
        return mark == null ? last.mark() == null : mark.equals(last.mark());
    }

    /** Reads it whatever its times say; throws {@link Corrupt} where it cannot be used, and changes nothing then. */
    synchronized void reload() {
        seen = read();
    }

    private Seen<T> read() {
        Mark mark = mark(); // before the bytes: what is written meanwhile is read again
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new Corrupt(Subject.STORE, "it has more than " + most + " bytes");
            }
            return new Seen<>(mark, reader.read(bytes));
        } catch (Corrupt e) {
            throw new Corrupt(Subject.STORE, file + ": " + e.text());
        } catch (IOException e) {
            String why = Files.exists(file) ? "it cannot be read: " + e.getMessage() : "no such file";
            throw new Corrupt(Subject.STORE, file + ": " + why);
        }
    }

    private @Nullable Mark mark() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Mark(now.fileKey(), now.size(), now.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        } catch (IOException e) {
            return null;
        }
    }
}
