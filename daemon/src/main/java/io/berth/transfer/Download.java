package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One blob that is being fetched, or waits in line. Its interests are guarded by the lock of {@link Downloads}. */
final class Download {
    private final Descriptor blob;
    private final CancelToken cancel = new CancelToken();
    private final List<Interest> interests = new ArrayList<>();
    private volatile long current;
    private volatile boolean done;
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

    List<Interest> interests() {
        return interests;
    }

    long current() {
        return current;
    }

    void current(long bytes) {
        current = bytes;
    }

    boolean isDone() {
        return done;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    void end(@Nullable Throwable cause) {
        failure = cause;
        done = true;
    }
}
