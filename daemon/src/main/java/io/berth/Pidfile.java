package io.berth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that tells others this process' id while it runs. */
final class Pidfile implements AutoCloseable {
    private final @Nullable Path path;

    private Pidfile(@Nullable Path path) {
        this.path = path;
    }

    /**
     * Writes the file; null writes none.
     *
     * @throws ConfigException where it names another process that runs
     */
    static Pidfile write(@Nullable Path path) throws IOException {
        if (path == null) {
            return new Pidfile(null);
        }
        long self = ProcessHandle.current().pid();
        long other = read(path);
        if (other > 0 && other != self && ProcessHandle.of(other).isPresent()) {
            throw new ConfigException("process with PID " + other + " is still running: stop it or delete " + path);
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(path, Long.toString(self));
        return new Pidfile(path);
    }

    private static long read(Path path) throws IOException {
        try {
            return Long.parseLong(
                    Files.readString(path, StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException | NumberFormatException _) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }
}
