package io.berth.io;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A directory, a device or a FIFO stands where a file with bytes should. */
public final class NoRegularFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NoRegularFileException(Path file) {
        super(file.toString(), null, "no regular file");
    }
}
