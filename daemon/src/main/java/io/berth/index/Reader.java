package io.berth.index;

import io.berth.io.Limits;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * Reads the database while the writer writes it, on the caller's thread: to wait for another one costs several times what
 * looking up a row does. The driver holds a virtual thread's carrier meanwhile, so no more than
 * {@link Limits#INDEX_READERS_MAX} callers are let in at a time; the others wait without one.
 */
final class Reader implements AutoCloseable {
    private final Opener opener;
    private final Semaphore turns = new Semaphore(Limits.INDEX_READERS_MAX);
    private final Queue<Sql> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    @FunctionalInterface
    interface Opener {
        Sql open() throws SQLException;
    }

    @FunctionalInterface
    interface Query<T> {
        T run(Sql sql) throws SQLException;
    }

    /** Connections are opened as they are needed. */
    Reader(Opener opener) {
        this.opener = opener;
    }

    <T> T read(Query<T> query) {
        turns.acquireUninterruptibly();
        try {
            if (closed) {
                throw new IllegalStateException("the index is closed");
            }
            Optional<Sql> kept = Optional.ofNullable(idle.poll());
            return answer(query, kept.isPresent() ? kept.get() : opener.open());
        } catch (SQLException e) {
            throw SqlProblems.of(e);
        } finally {
            turns.release();
        }
    }

    private <T> T answer(Query<T> query, Sql sql) throws SQLException {
        try {
            return query.run(sql);
        } catch (Throwable e) {
            sql.forget();
            throw e;
        } finally {
            idle.add(sql);
        }
    }

    /** Waits for those who read. */
    @Override
    public void close() {
        turns.acquireUninterruptibly(Limits.INDEX_READERS_MAX);
        closed = true;
        for (Sql sql = idle.poll(); sql != null; sql = idle.poll()) {
            try {
                sql.close();
            } catch (SQLException _) {
                // Nothing was being written.
            }
        }
        turns.release(Limits.INDEX_READERS_MAX);
    }
}
