package io.berth.cli.command;

import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that is sent to the engine. */
final class SourceFile {
    private SourceFile() {}

    /** Opens it; the caller closes. What is wrong is told in the words of Go's library, as docker tells it. */
    static InputStream open(String name) {
        Path file = Path.of(name);
        try {
            if (Files.isDirectory(file)) {
                throw new CliException("read " + name + ": is a directory");
            }
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new CliException("open " + name + ": no such file or directory");
        } catch (AccessDeniedException e) {
            throw new CliException("open " + name + ": permission denied");
        } catch (IOException e) {
            throw new CliException("open " + name + ": " + e.getMessage());
        }
    }

    /** Closes what was read; a failure of that loses nothing. */
    static void close(InputStream file) {
        try {
            file.close();
        } catch (IOException e) {
            // All of it was read, or the engine did not want it.
        }
    }
}
