package io.berth.content;

import io.berth.oci.Digest;
import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock for each digest, so that a blob's file and its row change together: whoever renames, unlinks or moves a file
 * in {@code blobs/} holds it, from before it looks at the row until the row is changed. Striped. A thread holds one at
 * most, and the index's writer takes none.
 */
final class DigestLocks {
    private static final int STRIPES = 256;

    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    @FunctionalInterface
    interface Body<T> {
        T run() throws IOException;
    }

    DigestLocks() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    <T> T with(Digest digest, Body<T> body) throws IOException {
        Lock lock = stripes[Math.floorMod(digest.hashCode(), STRIPES)];
        lock.lock();
        try {
            return body.run();
        } finally {
            lock.unlock();
        }
    }
}
