package io.berth.index;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.io.Pending;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the database. It takes all changes that wait, runs them in one transaction (one fsync for
 * many), each in a savepoint of its own, then shows the result in memory, tells the events and lets the callers go.
 */
final class Writer implements AutoCloseable {
    private static final int BATCH_MAX = 256;

    private final Sql sql;
    private final InstantSource clock;
    private final SnapshotKeeper snapshots;
    private final EventBus bus;
    private final Reserve reserve;
    private final IndexOptions.Committer committer;
    private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
    private final Job<Boolean> stop = new Job<>(_ -> true, false);
    private final Pending<Boolean> ended = new Pending<>();
    private final Lock gate = new ReentrantLock();
    private boolean closed;

    /** A change in the queue, and what came of it. */
    private static final class Job<T> {
        private final Tx.Work<T> work;
        private final boolean frees;
        private final Pending<T> pending = new Pending<>();
        private @Nullable T result;
        private @Nullable Throwable failure;
        private List<Event> events = List.of();

        Job(Tx.Work<T> work, boolean frees) {
            this.work = work;
            this.frees = frees;
        }

        void run(Tx tx) throws SQLException {
            failure = null;
            result = work.run(tx);
            events = tx.events();
        }

        void fail(Throwable reason) {
            failure = reason;
            events = List.of();
        }

        @SuppressWarnings("NullAway") // where T may be null
        void finish() {
            if (failure == null) {
                pending.complete(result);
            } else {
                pending.fail(failure instanceof Exception e ? SqlProblems.of(e) : failure);
            }
        }
    }

    Writer(
            Sql sql,
            InstantSource clock,
            SnapshotKeeper snapshots,
            EventBus bus,
            Reserve reserve,
            IndexOptions.Committer committer) {
        this.sql = sql;
        this.clock = clock;
        this.snapshots = snapshots;
        this.bus = bus;
        this.reserve = reserve;
        this.committer = committer;
        Thread.ofPlatform().name("index-writer").daemon(true).start(this::loop);
    }

    /** Runs the change and returns when it is durable and can be seen. */
    <T> T run(Tx.Work<T> work) {
        return submit(new Job<>(work, false));
    }

    /** As {@link #run}, for a change that frees space: on a full disk it may use the reserve. */
    <T> T runFreeing(Tx.Work<T> work) {
        return submit(new Job<>(work, true));
    }

    private <T> T submit(Job<T> job) {
        enqueue(job);
        try {
            return job.pending.await();
        } catch (Exception e) {
            throw SqlProblems.of(e);
        }
    }

    private void enqueue(Job<?> job) {
        gate.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the index is closed");
            }
            closed = job == stop;
            queue.add(job);
        } finally {
            gate.unlock();
        }
    }

    private void loop() {
        List<Job<?>> batch = new ArrayList<>();
        while (true) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException _) {
                continue;
            }
            queue.drainTo(batch, BATCH_MAX - 1);
            boolean last = batch.removeIf(job -> job == stop);
            runAll(batch);
            batch.clear();
            if (last) {
                ended.complete(true);
                return;
            }
        }
    }

    private void runAll(List<Job<?>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Throwable fatal = tryRun(batch);
        if (fatal == null) {
            return;
        }
        for (Job<?> job : batch) {
            Throwable alone = batch.size() > 1 ? tryRun(List.of(job)) : fatal;
            while (alone != null && job.frees && SqlProblems.isFull(alone) && reserve.release()) {
                alone = tryRun(List.of(job));
            }
            if (alone != null) {
                job.fail(alone);
                job.finish();
            }
        }
    }

    /** Runs all in one transaction and finishes them; or changes nothing, finishes none and returns the reason. */
    private @Nullable Throwable tryRun(List<Job<?>> batch) {
        SnapshotKeeper.Next next;
        try {
            sql.run("BEGIN IMMEDIATE");
            long held = snapshots.heldBytes();
            for (Job<?> job : batch) {
                held = runOne(job, snapshots.room(held));
            }
            next = snapshots.next(sql, batch.size());
            committer.commit(() -> sql.run("COMMIT"));
        } catch (Throwable e) {
            rollBack();
            return e;
        }
        snapshots.show(next);
        batch.forEach(job -> job.events.forEach(bus::publish));
        batch.forEach(Job::finish);
        return null;
    }

    /**
     * A change's own failure is kept with it; one of the whole transaction is thrown.
     *
     * @return what images take in memory by now
     */
    private long runOne(Job<?> job, Room room) throws SQLException {
        long held = room.held();
        sql.run("SAVEPOINT change");
        try {
            job.run(new Tx(sql, clock.instant(), room));
            held = room.held();
        } catch (Throwable e) {
            if (SqlProblems.isFull(e)) {
                throw e;
            }
            job.fail(e);
            if (e instanceof SQLException) {
                sql.forget();
            }
            sql.run("ROLLBACK TO change");
        }
        sql.run("RELEASE change");
        return held;
    }

    private void rollBack() {
        sql.forget();
        try {
            sql.run("ROLLBACK");
        } catch (SQLException _) {
            // SQLite has rolled back by itself.
        }
        sql.forget();
    }

    /** Runs what is queued, then ends. */
    @Override
    public void close() {
        enqueue(stop);
        try {
            ended.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
