package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.transfer.Transfer.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One blob that is being fetched, or waits in line. Its interests change under the lock of {@link Downloads}. */
final class Download {
    private final Descriptor blob;
    private final CancelToken cancel = new CancelToken();
    private final Gauge speed = new Gauge();
    private volatile List<Interest> interests = List.of();
    private final Watermark watermark = new Watermark();
    private volatile State state = State.QUEUED;
    private volatile @Nullable Trouble trouble;
    private volatile String host = "";
    private final AtomicInteger retries = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Download(Descriptor blob) {
        this.blob = blob;
    }

    Descriptor blob() {
        return blob;
    }

    CancelToken cancel() {
        return cancel;
    }

    /** As they are now, first come first. */
    List<Interest> interests() {
        return interests;
    }

    void add(Interest interest) {
        List<Interest> more = new ArrayList<>(interests);
        more.add(interest);
        interests = List.copyOf(more);
    }

    boolean remove(Interest interest) {
        List<Interest> fewer = new ArrayList<>(interests);
        boolean was = fewer.remove(interest);
        interests = List.copyOf(fewer);
        return was;
    }

    long current() {
        return watermark.mark().bytes();
    }

    Watermark watermark() {
        return watermark;
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

    /** Who sends the bytes, {@code host:port}; empty before the first answer. */
    String host() {
        return host;
    }

    void host(String authority) {
        host = authority;
    }

    int retries() {
        return retries.get();
    }

    /** Why it waits, where it backs off. */
    @Nullable
    Trouble trouble() {
        return state == State.BACKING_OFF ? trouble : null;
    }

    void backsOff(Trouble why) {
        trouble = why;
        retries.incrementAndGet();
        state = State.BACKING_OFF;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    void end(@Nullable Throwable cause) {
        failure = cause;
        state = State.DONE;
        watermark.end();
    }
}
