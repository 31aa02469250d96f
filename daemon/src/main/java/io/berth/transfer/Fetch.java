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
import io.berth.transfer.RangedStream.RangeIgnored;
import io.berth.transfer.Transfer.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
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

    private final Download download;
    private final Descriptor blob;
    private final Content content;
    private final Downloads.Terms terms;
    private long furthest;
    private boolean beganAgain;
    private boolean inOneStream;

    Fetch(Download download, Content content, Downloads.Terms terms) {
        this.download = download;
        this.blob = download.blob();
        this.content = content;
        this.terms = terms;
    }

    /** Returns when the blob is live. */
    void run() throws IOException {
        int failures = 0;
        while (true) {
            BlobSource source = source();
            long before = furthest;
            try {
                if (attempt(source)) {
                    return;
                }
            } catch (RegistryException e) {
                failures = furthest - before >= PROGRESS_BYTES ? 1 : failures + 1;
                if (!terms.settings().backoff().isWorthwhile(e, failures)) {
                    throw RemoteProblems.blob(source.repository(), blob, e);
                }
                if (failures > 1) {
                    source.distrust(blob);
                }
                backOff(e, failures);
            }
        }
    }

    private void backOff(RegistryException failure, int failures) {
        Duration wait = terms.settings().backoff().wait(failure, failures);
        LOG.debug("download of {} stopped at {}: {}", blob.digest(), download.current(), failure.getMessage());
        download.backsOff(
                new Trouble(String.valueOf(failure.getMessage()), Instant.now().plus(wait)));
        download.cancel().await(wait);
    }

    /** Whether the blob is live now; false where it is to be fetched once more from the start. */
    private boolean attempt(BlobSource source) throws IOException {
        if (content.hold(jobs(), blob)) {
            download.watermark().beginAgain();
            return true; // came while its caller was on the way here from its claim
        }
        download.state(State.CONNECTING);
        try (Ingest ingest = content.ingest(blob)) {
            reached(ingest);
            if (ingest.offset() < blob.size()) {
                receive(ingest, source);
            }
            download.state(State.VERIFYING);
            commit(ingest);
            return true;
        } catch (RangeIgnored e) {
            inOneStream = true;
            LOG.debug("{} comes in one stream: {} serves no ranges", blob.digest(), source.repository());
            return false;
        } catch (Corrupt e) {
            if (beganAgain) {
                throw e;
            }
            beganAgain = true;
            download.watermark().beginAgain();
            source.distrust(blob);
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
        try (BlobStream stream = open(source, ingest.offset())) {
            download.state(State.RECEIVING);
            if (stream.start() != ingest.offset()) {
                beginAgain(ingest);
            }
            long promised = stream.start() + stream.length().orElse(blob.size() - stream.start());
            if (promised != blob.size()) {
                throw wrongSize(ingest, promised);
            }
            reached(ingest);
            Speed speed =
                    new Speed(terms.settings().stallWindow(), terms.settings().stallBytes());
            Throttle throttle = new Throttle(
                    () -> terms.bandwidth().of(source.repository().registry()),
                    this::own,
                    download.cancel(),
                    limited -> download.state(limited ? State.LIMITED : State.RECEIVING));
            for (ByteBuffer piece = stream.next(); piece != null; piece = stream.next()) {
                int bytes = piece.remaining();
                if (bytes > blob.size() - ingest.offset()) {
                    throw wrongSize(ingest, ingest.offset() + bytes);
                }
                download.host(stream.host());
                ingest.write(piece);
                reached(ingest);
                terms.observer().received(bytes);
                download.speed().add(bytes);
                speed.paused(throttle.moved(bytes));
                speed.moved(bytes);
            }
        }
        if (ingest.offset() < blob.size()) {
            throw RegistryException.network("unexpected EOF");
        }
    }

    private BlobStream open(BlobSource source, long offset) throws IOException {
        return inOneStream || !RangedStream.isWorthwhile(blob.size() - offset, terms.settings())
                ? source.open(blob, offset, download.cancel())
                : new RangedStream(blob, source, offset, terms.settings().ranges(), download.cancel());
    }

    /** The most generous limit of those who want it. */
    private Bucket own() {
        Bucket generous = null;
        for (Interest interest : download.interests()) {
            Bucket limit = interest.limit();
            if (!limit.isLimited()) {
                return limit;
            }
            generous = generous == null || limit.rate() > generous.rate() ? limit : generous;
        }
        return generous == null ? Bucket.unlimited() : generous;
    }

    private void reached(Ingest ingest) {
        download.watermark().reach(ingest.offset());
        furthest = Math.max(furthest, ingest.offset());
    }

    /** The registry's blob has another size than its manifest says: none of its bytes are any use. */
    private Corrupt wrongSize(Ingest ingest, long actual) throws IOException {
        beginAgain(ingest);
        return RemoteProblems.wrongSize("layer", blob, actual);
    }

    private void beginAgain(Ingest ingest) throws IOException {
        download.watermark().beginAgain();
        ingest.restart();
    }

    /** That of whoever has waited longest: a source goes with its caller, and with it that caller's credentials. */
    private BlobSource source() {
        return download.interests().stream().findFirst().map(Interest::source).orElseThrow(Fetch::cancelled);
    }

    private Set<JobId> jobs() {
        Set<JobId> jobs = download.interests().stream().map(Interest::job).collect(Collectors.toSet());
        if (jobs.isEmpty()) {
            throw cancelled();
        }
        return jobs;
    }

    private static Unavailable cancelled() {
        return new Unavailable(Subject.JOB, "cancelled");
    }
}
