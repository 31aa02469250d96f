package io.berth.content;

import io.berth.io.Disk;
import io.berth.io.Pending;
import io.berth.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Executor;

/**
 * The hash of the bytes that an ingest has already, taken from the file while the registry is being dialled. No state of
 * a hash is ever stored: it would vouch for bytes that may not be there.
 */
final class Rehash {
    private static final int PIECE_BYTES = 1 << 20;

    private final Pending<MessageDigest> hash = new Pending<>();

    private Rehash() {}

    static Rehash of(Executor diskThreads, Disk disk, Digest.Algorithm algorithm, Path file, long size) {
        Rehash rehash = new Rehash();
        if (size == 0) {
            rehash.hash.complete(algorithm.hash());
        } else {
            diskThreads.execute(() -> rehash.run(disk, algorithm, file, size));
        }
        return rehash;
    }

    /** A hash that is known already. */
    static Rehash of(MessageDigest known) {
        Rehash rehash = new Rehash();
        rehash.hash.complete(known);
        return rehash;
    }

    private void run(Disk disk, Digest.Algorithm algorithm, Path file, long size) {
        try (FileChannel channel = disk.read(file)) {
            hash.complete(hash(channel, algorithm, size));
        } catch (IOException | RuntimeException e) {
            hash.fail(e);
        }
    }

    /** Hashes the first bytes of a file. */
    static MessageDigest hash(FileChannel channel, Digest.Algorithm algorithm, long size) throws IOException {
        MessageDigest digest = algorithm.hash();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(size, PIECE_BYTES));
        for (long done = 0; done < size; done += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), size - done));
            if (channel.read(piece, done) < 0) {
                throw new EOFException("only " + done + " bytes of " + size);
            }
            piece.flip();
            digest.update(piece);
        }
        return digest;
    }

    MessageDigest await() throws IOException {
        return hash.awaitIo();
    }

    /** Waits until the file is not read any more. */
    void awaitQuietly() {
        try {
            await();
        } catch (IOException | RuntimeException _) {
            // Whoever opens the ingest next will see it.
        }
    }
}
