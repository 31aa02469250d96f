package io.berth.index;

import io.berth.io.Pending;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that reads the database while the writer writes it. Callers may be virtual threads, whose carrier the
 * driver would hold.
 */
final class Reader implements AutoCloseable {
    private final Opener opener;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("index-reader").daemon(true).factory());
    private @Nullable Sql sql;

    @FunctionalInterface
    interface Opener {
        Sql open() throws SQLException;
    }

    @FunctionalInterface
    interface Query<T> {
        T run(Sql sql) throws SQLException;
    }

    /** The connection is opened by the first query. */
    Reader(Opener opener) {
        this.opener = opener;
    }

    <T> T read(Query<T> query) {
        Pending<T> pending = new Pending<>();
        thread.execute(() -> answer(query, pending));
        try {
            return pending.await();
        } catch (Exception e) {
            throw SqlProblems.of(e);
        }
    }

    private <T> void answer(Query<T> query, Pending<T> pending) {
        try {
            if (sql == null) {
                sql = opener.open();
            }
            pending.complete(query.run(sql));
        } catch (Throwable e) {
            if (sql != null) {
                sql.forget();
            }
            pending.fail(e);
        }
    }

    @Override
    public void close() {
        thread.execute(() -> {
            try {
                if (sql != null) {
                    sql.close();
                }
            } catch (SQLException _) {
                // Nothing was being written.
            }
        });
        thread.close();
    }
}
