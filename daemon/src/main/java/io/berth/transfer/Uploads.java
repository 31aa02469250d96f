package io.berth.transfer;

import io.berth.index.UploadLog;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All uploads of the daemon: those who come first are served first, a few at a time, each on a platform thread of its own.
 * Two that send the same blob to the same repository go one after the other, so that the second finds it there.
 */
public final class Uploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final UploadLog log;
    private volatile Terms terms;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Upload> line = new ArrayDeque<>();
    private final Map<Key, Upload> running = new HashMap<>();
    private boolean closed;

    private record Key(Repository repository, Digest digest) {
        static Key of(Upload upload) {
            return new Key(upload.wish().target().repository(), upload.blob().digest());
        }
    }

    /** What holds for every upload. */
    record Terms(UploadSettings settings, Bandwidth bandwidth, TransferObserver observer) {}

    /** @param log where unfinished uploads are found again after a restart */
    public Uploads(UploadLog log, UploadSettings settings, Bandwidth bandwidth, TransferObserver observer) {
        this.log = log;
        this.terms = new Terms(settings, bandwidth, observer);
    }

    /** From now on uploads begin with these settings; those that run keep theirs. */
    public void reload(UploadSettings changed) {
        terms = new Terms(changed, terms.bandwidth(), terms.observer());
    }

    /** Sends a blob, or waits in line for that. The caller closes the upload. */
    public Upload begin(Upload.Wish wish) {
        lock.lock();
        try {
            if (closed) {
                throw new Unavailable(Subject.JOB, "the daemon is stopping");
            }
            Upload upload = new Upload(this, wish);
            line.add(upload);
            startNext();
            return upload;
        } finally {
            lock.unlock();
        }
    }

    void leave(Upload upload) {
        lock.lock();
        try {
            line.remove(upload);
        } finally {
            lock.unlock();
        }
        upload.cancel().cancel();
    }

    /** Called under the lock. */
    private void startNext() {
        Iterator<Upload> waiting = line.iterator();
        while (running.size() < terms.settings().concurrent() && waiting.hasNext()) {
            Upload next = waiting.next();
            if (running.putIfAbsent(Key.of(next), next) == null) {
                waiting.remove();
                Thread.ofPlatform()
                        .name("upload-" + next.blob().digest().shortHex())
                        .daemon()
                        .start(() -> run(next));
            }
        }
    }

    private void run(Upload upload) {
        try {
            upload.end(new Send(upload, log, terms).run());
        } catch (Throwable e) {
            if (!upload.cancel().isCancelled()) {
                LOG.info("upload of {} failed: {}", upload.blob().digest(), e.getMessage());
            }
            upload.fail(e);
        }
        lock.lock();
        try {
            running.remove(Key.of(upload));
            if (!closed) {
                startNext();
            }
        } finally {
            lock.unlock();
        }
        upload.wish().signal().raise();
    }

    /** Ends all uploads; what the registries have got stays there. */
    @Override
    public void close() {
        List<Upload> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(running.values());
            line.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(upload -> upload.cancel().cancel());
    }
}
