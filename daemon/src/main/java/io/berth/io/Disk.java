package io.berth.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that the store does to files, so that what is on disk after a crash is decided by few operations, each of which a
 * test can make fail.
 *
 * <p>Nothing is durable before it was forced: bytes by {@link Output#force}, names by {@link #forceDirectory}.
 */
public interface Disk {
    /** The disk of this machine. */
    Disk REAL = new RealDisk();

    /** Opens a regular file for reading, and fails for anything else; the caller closes. */
    FileChannel read(Path file) throws IOException;

    /** Opens for writing at the end, making the file where it is missing; the caller closes. */
    Output append(Path file) throws IOException;

    /** Moves atomically, replacing what is there. */
    void rename(Path from, Path to) throws IOException;

    /** Makes names in the directory durable: files made, moved and deleted in it. */
    void forceDirectory(Path directory) throws IOException;

    /** Lets everybody read the file and nobody write it; or the owner write again. */
    void readOnly(Path file, boolean on) throws IOException;

    /** Deletes a file, or a directory with all that is in it; false where it was not there. */
    boolean delete(Path file) throws IOException;

    /** Files in a directory, in no order. */
    List<Path> list(Path directory) throws IOException;

    /** Empty where there is no such file. */
    Optional<Stat> stat(Path file) throws IOException;

    /** Bytes that can still be written to the file system of this directory. */
    long free(Path directory) throws IOException;

    /**
     * What a file takes.
     *
     * @param size its bytes
     * @param alloc its blocks × 512; exact once the bytes were forced
     */
    record Stat(long size, long alloc) {}

    /** A file being written. */
    interface Output extends AutoCloseable {
        /** Where the next byte goes. */
        long position() throws IOException;

        /** Appends all that remains in the buffer. */
        void write(ByteBuffer bytes) throws IOException;

        /** Cuts the file after this many bytes and continues there. */
        void truncate(long size) throws IOException;

        /** Makes the bytes durable (fdatasync). */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }
}
