package io.berth.image;

import io.berth.image.ImagePusher.Store;
import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.BlobReader;
import io.berth.remote.BlobStream;
import io.berth.transfer.StoredBlobs;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one push reads, all of it held from the moment at which the first byte is wanted until this is closed. A push to
 * where everything is already reads nothing, holds nothing, and so costs no change of the database.
 */
final class PushHold implements BlobReader, AutoCloseable {
    private final Store store;
    private final String subject;
    private final List<Digest> wanted;
    private final BlobReader stored;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable JobId job;
    private boolean closed;

    /** @param subject what is pushed, for who looks at the database */
    PushHold(Store store, String subject, List<Digest> wanted) {
        this.store = store;
        this.subject = subject;
        this.wanted = wanted;
        this.stored = new StoredBlobs(store.content());
    }

    /** @throws NotFound where anything that was to be held is gone */
    @Override
    public BlobStream open(Descriptor blob, long offset, long length, CancelToken cancel) throws IOException {
        hold();
        return stored.open(blob, offset, length, cancel);
    }

    private void hold() {
        lock.lock();
        try {
            if (closed) { // an upload that has not heard of it yet
                throw new Unavailable(Subject.JOB, "cancelled");
            }
            if (job == null) {
                job = store.index().beginJob("push", subject);
                claim(job);
            }
        } finally {
            lock.unlock();
        }
    }

    private void claim(JobId begun) {
        Set<Digest> here = store.index().claim(begun, wanted);
        for (Digest digest : wanted) {
            if (!here.contains(digest)) {
                throw new NotFound(Subject.BLOB, "content digest " + digest + ": not found");
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (job != null) {
                store.index().apply(List.of(new EndJob(job)));
            }
        } finally {
            lock.unlock();
        }
    }
}
