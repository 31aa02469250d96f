package io.berth;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things that were opened one after the other; closed in reverse, each whatever befalls the others. May be closed by
 * another thread than the one that opens, and then takes nothing more.
 */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private boolean closed;

    /** Keeps a part; closes it at once, and throws, where the parts are closed already. */
    synchronized <T extends AutoCloseable> T keep(T part) {
        if (closed) {
            close(part);
            throw new IllegalStateException("stopped while it started");
        }
        opened.push(part);
        return part;
    }

    synchronized boolean areClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
        }
    }
}
