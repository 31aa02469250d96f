package io.berth.transfer;

import io.berth.content.Content;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.BlobSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All downloads of the daemon. A blob is fetched once however many want it; those who come first are served first, a few
 * at a time, each on a platform thread of its own that hashes and writes. Bytes survive, work does not: when the last
 * interest is closed the socket is closed, and the ingest waits for whoever wants the blob next.
 */
public final class Downloads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final Content content;
    private volatile Terms terms;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Download> downloads = new HashMap<>();
    private final Deque<Download> line = new ArrayDeque<>();
    private final Set<Digest> running = new HashSet<>();
    private boolean closed;

    /** Manifests may disagree on a blob's size; who lies shows at its end, so they do not share a download. */
    private record Key(Digest digest, long size) {
        static Key of(Descriptor blob) {
            return new Key(blob.digest(), blob.size());
        }
    }

    /** What holds for every download. */
    record Terms(DownloadSettings settings, Bandwidth bandwidth, TransferObserver observer) {}

    public Downloads(Content content, DownloadSettings settings, Bandwidth bandwidth, TransferObserver observer) {
        this.content = content;
        this.terms = new Terms(settings, bandwidth, observer);
    }

    /** From now on downloads begin with these settings; those that run keep theirs. */
    public void reload(DownloadSettings changed) {
        terms = new Terms(changed, terms.bandwidth(), terms.observer());
    }

    /**
     * Wants a blob: begins its download, or joins the one that there is. The caller has shown its right to the blob by
     * resolving a manifest that names it with its own credentials.
     *
     * @param job holds the blob when it is here, if it joined before the very end; a claim afterwards makes sure
     * @param limit of the caller; the most generous of those who want the blob counts
     * @param signal raised when the download ends
     */
    public Interest join(Descriptor blob, BlobSource source, JobId job, Bucket limit, Signal signal) {
        lock.lock();
        try {
            if (closed) {
                throw new Unavailable(Subject.JOB, "the daemon is stopping");
            }
            Download download = downloads.get(Key.of(blob));
            if (download == null) {
                download = new Download(blob);
                downloads.put(Key.of(blob), download);
                line.add(download);
            }
            Interest interest = new Interest(this, download, source, job, limit, signal);
            download.add(interest);
            startNext();
            return interest;
        } finally {
            lock.unlock();
        }
    }

    void leave(Interest interest) {
        Download abandoned = null;
        lock.lock();
        try {
            Download download = interest.download();
            if (download.remove(interest) && download.interests().isEmpty() && !download.isDone()) {
                downloads.remove(Key.of(download.blob()), download);
                line.remove(download);
                abandoned = download;
            }
        } finally {
            lock.unlock();
        }
        if (abandoned != null) {
            abandoned.cancel().cancel();
        }
    }

    /** Starts those first in line whose blob nobody else is writing. Called under the lock. */
    private void startNext() {
        Iterator<Download> waiting = line.iterator();
        while (running.size() < terms.settings().concurrent() && waiting.hasNext()) {
            Download next = waiting.next();
            if (running.add(next.blob().digest())) {
                waiting.remove();
                Thread.ofPlatform()
                        .name("download-" + next.blob().digest().shortHex())
                        .daemon()
                        .start(() -> run(next));
            }
        }
    }

    private void run(Download download) {
        Throwable failure = null;
        try {
            new Fetch(download, content, terms).run();
        } catch (Throwable e) {
            failure = e;
        }
        end(download, failure);
    }

    private void end(Download download, @Nullable Throwable failure) {
        List<Interest> told;
        lock.lock();
        try {
            download.end(failure);
            downloads.remove(Key.of(download.blob()), download);
            running.remove(download.blob().digest());
            told = download.interests();
            if (!closed) {
                startNext();
            }
        } finally {
            lock.unlock();
        }
        if (failure != null && !told.isEmpty()) {
            LOG.info("download of {} failed: {}", download.blob().digest(), failure.getMessage());
        }
        told.forEach(interest -> interest.signal().raise());
    }

    /** Whether somebody waits for this blob, be it in line, between two attempts, or while it comes. */
    public boolean isWanted(Digest digest) {
        lock.lock();
        try {
            return running.contains(digest)
                    || downloads.keySet().stream().anyMatch(key -> key.digest().equals(digest));
        } finally {
            lock.unlock();
        }
    }

    /** Ends all downloads; what was received stays. */
    @Override
    public void close() {
        List<Download> all;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(downloads.values());
            line.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(download -> download.cancel().cancel());
    }
}
