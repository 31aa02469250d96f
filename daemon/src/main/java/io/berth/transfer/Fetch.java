package io.berth.transfer;

import io.berth.content.Content;
import io.berth.content.Ingest;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.BlobSource;
import io.berth.remote.BlobStream;
import io.berth.remote.RegistryException;
import io.berth.remote.RemoteProblems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches one blob, on its download's thread: attempt after attempt, each from where the last one stopped. The count of
 * attempts starts again after progress. Bytes that turn out wrong are fetched once more from the start, and only then
 * declared corrupt.
 */
final class Fetch {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

    /** What counts as progress; less would let a server that sends a byte at a time keep us forever. */
    private static final long PROGRESS_BYTES = 64 << 10;

    private final Downloads downloads;
    private final Download download;
    private final Descriptor blob;
    private final Content content;
    private final DownloadSettings settings;
    private final TransferObserver observer;
    private boolean beganAgain;

    Fetch(
            Downloads downloads,
            Download download,
            Content content,
            DownloadSettings settings,
            TransferObserver observer) {
        this.downloads = downloads;
        this.download = download;
        this.blob = download.blob();
        this.content = content;
        this.settings = settings;
        this.observer = observer;
    }

    /** Returns when the blob is live. */
    void run() throws IOException {
        int attempts = 0;
        while (true) {
            BlobSource source = source();
            long before = download.current();
            try {
                if (attempt(source)) {
                    return;
                }
            } catch (RegistryException e) {
                attempts = download.current() - before >= PROGRESS_BYTES ? 1 : attempts + 1;
                if (!e.isTransient() || attempts >= settings.attempts()) {
                    throw RemoteProblems.blob(source.repository(), blob, e);
                }
                LOG.debug("download of {} stopped at {}: {}", blob.digest(), download.current(), e.getMessage());
                download.cancel().await(wait(e, attempts));
            }
        }
    }

    /** Whether the blob is live now; false where it is to be fetched once more from the start. */
    private boolean attempt(BlobSource source) throws IOException {
        try (Ingest ingest = content.ingest(blob)) {
            download.current(ingest.offset());
            if (ingest.offset() < blob.size()) {
                receive(ingest, source);
            }
            commit(ingest);
            return true;
        } catch (Corrupt e) {
            if (beganAgain) {
                throw e;
            }
            beganAgain = true;
            LOG.debug("download of {} begins again: {}", blob.digest(), e.getMessage());
            return false;
        }
    }

    private void commit(Ingest ingest) throws IOException {
        try {
            ingest.commit(jobs());
        } catch (Corrupt e) {
            throw RemoteProblems.wrongLayer(blob, e);
        }
    }

    private void receive(Ingest ingest, BlobSource source) throws IOException {
        try (BlobStream stream = source.open(blob, ingest.offset(), download.cancel())) {
            if (stream.start() != ingest.offset()) {
                ingest.restart();
            }
            long promised = stream.start() + stream.length().orElse(blob.size() - stream.start());
            if (promised != blob.size()) {
                throw wrongSize(ingest, promised);
            }
            download.current(ingest.offset());
            Speed speed = new Speed(settings);
            for (ByteBuffer piece = stream.next(); piece != null; piece = stream.next()) {
                int bytes = piece.remaining();
                if (bytes > blob.size() - ingest.offset()) {
                    throw wrongSize(ingest, ingest.offset() + bytes);
                }
                ingest.write(piece);
                download.current(ingest.offset());
                observer.received(bytes);
                speed.received(bytes);
            }
        }
        if (ingest.offset() < blob.size()) {
            throw RegistryException.network("unexpected EOF");
        }
    }

    /** The registry's blob has another size than its manifest says: none of its bytes are any use. */
    private Corrupt wrongSize(Ingest ingest, long actual) throws IOException {
        ingest.restart();
        return RemoteProblems.wrongSize("layer", blob, actual);
    }

    private Duration wait(RegistryException failure, int attempts) {
        Duration backoff = settings.waitFirst().multipliedBy(1L << Math.min(attempts - 1, 10));
        Duration asked = failure.retryAfter().orElse(backoff);
        Duration bounded = asked.compareTo(settings.waitMax()) > 0 ? settings.waitMax() : asked;
        return bounded.plusMillis(ThreadLocalRandom.current().nextLong(bounded.toMillis() / 4 + 1));
    }

    /** That of whoever has waited longest: a source goes with its caller, and with it that caller's credentials. */
    private BlobSource source() {
        return downloads.interests(download).stream()
                .findFirst()
                .map(Interest::source)
                .orElseThrow(Fetch::cancelled);
    }

    private Set<JobId> jobs() {
        Set<JobId> jobs =
                downloads.interests(download).stream().map(Interest::job).collect(Collectors.toSet());
        if (jobs.isEmpty()) {
            throw cancelled();
        }
        return jobs;
    }

    private static Unavailable cancelled() {
        return new Unavailable(Subject.JOB, "cancelled");
    }
}
