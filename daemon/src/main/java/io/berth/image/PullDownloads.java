package io.berth.image;

import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.BlobSource;
import io.berth.transfer.Bucket;
import io.berth.transfer.Downloads;
import io.berth.transfer.Interest;
import io.berth.transfer.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The downloads that one pull waits for. Closing it ends its interest in all of them. */
final class PullDownloads implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final List<Interest> interests = new ArrayList<>();
    private final Map<Digest, Shown> shown = new HashMap<>();
    private final Signal signal = new Signal();

    /** What the listener was told of a blob last. */
    private record Shown(long bytes, long nanoTime) {}

    PullDownloads(Downloads downloads, List<Descriptor> blobs, BlobSource source, JobId job, Bucket limit) {
        try {
            blobs.forEach(blob -> interests.add(downloads.join(blob, source, job, limit, signal)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<Interest> interests() {
        return List.copyOf(interests);
    }

    /** Returns when all are here, or throws what the first failure was. */
    void await(PullProgress progress, CancelToken cancel) throws IOException {
        try (var _ = cancel.onCancel(signal::raise)) {
            List<Interest> pending = new ArrayList<>(interests);
            while (!pending.isEmpty()) {
                signal.await(LOOK);
                if (cancel.isCancelled()) {
                    throw cancelled();
                }
                look(pending, progress);
            }
        }
    }

    static Unavailable cancelled() {
        return new Unavailable(Subject.JOB, "cancelled");
    }

    private void look(List<Interest> pending, PullProgress progress) throws IOException {
        for (Iterator<Interest> each = pending.iterator(); each.hasNext(); ) {
            Interest interest = each.next();
            boolean done = interest.isDone();
            interest.check();
            if (done) {
                each.remove();
                progress.downloaded(interest.blob());
            } else {
                tell(interest, progress);
            }
        }
    }

    private void tell(Interest interest, PullProgress progress) throws IOException {
        Digest digest = interest.blob().digest();
        Shown last = shown.getOrDefault(digest, new Shown(0, System.nanoTime() - LOOK.toNanos()));
        long now = System.nanoTime();
        long bytes = interest.current();
        if (bytes != last.bytes && now - last.nanoTime >= LOOK.toNanos()) {
            shown.put(digest, new Shown(bytes, now));
            progress.downloading(interest.blob(), bytes);
        }
    }

    @Override
    public void close() {
        interests.forEach(Interest::close);
    }
}
