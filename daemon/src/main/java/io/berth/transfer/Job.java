package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pull, push, load, import or look at the store, from its first request to its end. Closing it takes it off the list. Looked at by any thread. */
public final class Job implements AutoCloseable {
    private final Jobs jobs;
    private final long id;
    private final String kind;
    private final String subject;
    private final CancelToken cancel;
    private final Bucket limit;
    private final Instant started = Instant.now();
    private final Signal ended = new Signal();
    private volatile Phase phase = Phase.RESOLVING;
    private volatile List<Transfer> transfers = List.of();
    private volatile @Nullable String failure;

    /** How far it is. */
    public enum Phase {
        RESOLVING,
        DOWNLOADING,
        RECEIVING,
        UPLOADING,
        CHECKING,
        PUBLISHING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean isEnd() {
            return compareTo(DONE) >= 0;
        }
    }

    Job(Jobs jobs, long id, String kind, String subject, CancelToken cancel, Bucket limit) {
        this.jobs = jobs;
        this.id = id;
        this.kind = kind;
        this.subject = subject;
        this.cancel = cancel;
        this.limit = limit;
    }

    /** Unique while the daemon runs. */
    public long id() {
        return id;
    }

    public String kind() {
        return kind;
    }

    public String subject() {
        return subject;
    }

    public Instant started() {
        return started;
    }

    public CancelToken cancelToken() {
        return cancel;
    }

    /** What all of its transfers together may take; may be changed while they run. */
    public Bucket limit() {
        return limit;
    }

    public Phase phase() {
        return phase;
    }

    /** Its client sends what it works on. */
    public void receiving() {
        phase = Phase.RECEIVING;
    }

    public void publishing() {
        phase = Phase.PUBLISHING;
    }

    public void checking() {
        phase = Phase.CHECKING;
    }

    /** The blobs that it waits for or is done with. */
    public List<Transfer> transfers() {
        return transfers;
    }

    public void downloading(Collection<Interest> wanted) {
        transfers = List.copyOf(wanted);
        phase = Phase.DOWNLOADING;
    }

    public void uploading(Collection<Upload> wanted) {
        transfers = List.copyOf(wanted);
        phase = Phase.UPLOADING;
    }

    /** What a client was told; null unless it failed. */
    public @Nullable String failure() {
        return failure;
    }

    public void failed(String told) {
        failure = told;
    }

    /** What a job does. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /** The same without a result. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    /**
     * Does its work, and notes how that failed.
     *
     * @throws Unavailable instead of what the work throws, once it is cancelled
     */
    public <T> T run(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (IOException | RuntimeException e) {
            if (cancel.isCancelled()) {
                Problem cancelled = new Unavailable(Subject.JOB, "the " + kind + " of " + subject + " was cancelled");
                failed(cancelled.text());
                throw cancelled;
            }
            failed(e instanceof Problem problem ? problem.text() : "internal error");
            throw e;
        }
    }

    /** The same without a result. */
    public void run(Task task) throws IOException {
        run(() -> {
            task.run();
            return true;
        });
    }

    /** Waits until it has ended, at most so long; tells whether it has. */
    public boolean awaitEnd(Duration most) {
        if (!phase.isEnd()) {
            ended.await(most);
        }
        return phase.isEnd();
    }

    @Override
    public void close() {
        phase = cancel.isCancelled() && failure != null ? Phase.CANCELLED : failure == null ? Phase.DONE : Phase.FAILED;
        jobs.ended(this);
        ended.raise();
    }
}
