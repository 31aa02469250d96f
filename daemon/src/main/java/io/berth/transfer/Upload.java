package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.remote.BlobReader;
import io.berth.remote.BlobTarget;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One blob that is being sent, or waits in line. Closing it closes its socket; the registry keeps what it has got. */
public final class Upload implements Transfer, AutoCloseable {
    private final Uploads uploads;
    private final Wish wish;
    private final CancelToken cancel = new CancelToken();
    private final Gauge speed = new Gauge();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile long current;
    private volatile State state = State.QUEUED;
    private volatile @Nullable Trouble trouble;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Outcome outcome;

    /**
     * What is to be sent, and how.
     *
     * @param from another repository of that registry that may have it; null for none
     * @param bytes where its bytes are read; null where nowhere: the registry has to have it already, or mount it
     * @param limit of the caller
     * @param signal raised when the upload ends
     */
    public record Wish(
            Descriptor blob,
            BlobTarget target,
            @Nullable Repository from,
            @Nullable BlobReader bytes,
            Bucket limit,
            Signal signal) {}

    /** How a blob came to be there. */
    public enum Outcome {
        /** The registry had it. */
        PRESENT,
        /** It was mounted from another repository. */
        MOUNTED,
        SENT
    }

    Upload(Uploads uploads, Wish wish) {
        this.uploads = uploads;
        this.wish = wish;
    }

    Wish wish() {
        return wish;
    }

    @Override
    public Descriptor blob() {
        return wish.blob();
    }

    /** The repository that it is mounted from, where that is its outcome. */
    public @Nullable Repository from() {
        return wish.from();
    }

    @Override
    public long current() {
        return current;
    }

    void current(long bytes) {
        current = bytes;
    }

    @Override
    public Progress progress() {
        return new Progress(
                state.shown(),
                speed.perSecond(),
                state == State.QUEUED ? "" : wish.target().repository().registry(),
                retries.get(),
                1,
                state == State.BACKING_OFF ? trouble : null);
    }

    @Override
    public boolean isDone() {
        return state == State.DONE;
    }

    /**
     * How it ended; null while it has not.
     *
     * @throws Problem where it failed
     * @throws IOException where our own disk failed
     */
    public @Nullable Outcome outcome() throws IOException {
        switch (isDone() ? failure : null) {
            case null -> {}
            case Problem problem -> throw problem;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        return isDone() ? outcome : null;
    }

    CancelToken cancel() {
        return cancel;
    }

    Gauge speed() {
        return speed;
    }

    State state() {
        return state;
    }

    void state(State now) {
        state = now;
    }

    void backsOff(Trouble why) {
        trouble = why;
        retries.incrementAndGet();
        state = State.BACKING_OFF;
    }

    void end(Outcome how) {
        outcome = how;
        state = State.DONE;
    }

    void fail(Throwable cause) {
        failure = cause;
        state = State.DONE;
    }

    @Override
    public void close() {
        uploads.leave(this);
    }
}
