package io.berth.transfer;

import io.berth.index.UploadLog;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.BlobReader;
import io.berth.remote.BlobTarget;
import io.berth.remote.RegistryException;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.RemoteProblems;
import io.berth.remote.UploadPlace;
import io.berth.transfer.Transfer.State;
import io.berth.transfer.Upload.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one blob, on its upload's thread: attempt after attempt, each from where the registry says that the last one
 * stopped. The count of attempts starts again after progress. Small blobs go in one request; of larger ones the place
 * where the upload goes on is noted before each chunk, so that a push after a crash goes on there too. A registry that
 * takes no chunks gets the blob in one request.
 */
final class Send {
    private static final Logger LOG = LoggerFactory.getLogger(Send.class);

    /** Less is not worth an upload that can go on. */
    static final long WHOLE_BYTES = 4 << 20;

    /** What counts as progress. */
    private static final long PROGRESS_BYTES = 64 << 10;

    private final Upload upload;
    private final Descriptor blob;
    private final BlobTarget target;
    private final UploadLog log;
    private final Uploads.Terms terms;
    private @Nullable UploadPlace place;
    private boolean begunHere;
    private boolean inOneRequest;
    private int beginnings;
    private long furthest;

    Send(Upload upload, UploadLog log, Uploads.Terms terms) {
        this.upload = upload;
        this.blob = upload.blob();
        this.target = upload.wish().target();
        this.log = log;
        this.terms = terms;
        this.inOneRequest = blob.size() <= WHOLE_BYTES;
    }

    /** Returns when the blob is there. */
    Outcome run() throws IOException {
        int failures = 0;
        while (true) {
            long before = furthest;
            try {
                return attempt();
            } catch (RegistryException e) {
                if (upload.cancel().isCancelled()) {
                    throw new Unavailable(Subject.JOB, "cancelled");
                }
                if (beginsAnew(e)) {
                    continue;
                }
                failures = furthest - before >= PROGRESS_BYTES ? 1 : failures + 1;
                if (!terms.settings().backoff().isWorthwhile(e, failures)) {
                    throw RemoteProblems.push(e);
                }
                backOff(e, failures);
            }
        }
    }

    private void backOff(RegistryException failure, int failures) {
        Duration wait = terms.settings().backoff().wait(failure, failures);
        LOG.debug("upload of {} stopped at {}: {}", blob.digest(), upload.current(), failure.getMessage());
        upload.backsOff(
                new Trouble(String.valueOf(failure.getMessage()), Instant.now().plus(wait)));
        upload.cancel().await(wait);
    }

    private Outcome attempt() throws IOException {
        upload.state(State.CONNECTING);
        UploadPlace at = place == null ? null : goesOn(place);
        if (at == null) {
            if (target.has(blob, upload.cancel())) {
                forget();
                return reached(Outcome.PRESENT);
            }
            at = remembered();
        }
        begunHere = at == null;
        if (at == null) {
            Repository from = upload.wish().from();
            if (upload.wish().bytes() == null && from == null) {
                throw absent();
            }
            Optional<UploadPlace> begun = target.begin(blob, from, upload.cancel());
            if (begun.isEmpty()) {
                return reached(Outcome.MOUNTED);
            }
            at = begun.get();
        }
        BlobReader bytes = upload.wish().bytes();
        if (bytes == null) {
            throw absent();
        }
        send(bytes, at);
        return reached(Outcome.SENT);
    }

    private NotFound absent() {
        return new NotFound(Subject.BLOB, "content digest " + blob.digest() + ": not found");
    }

    private Outcome reached(Outcome outcome) {
        upload.current(blob.size());
        return outcome;
    }

    private void send(BlobReader reader, UploadPlace from) throws IOException {
        UploadPlace at = from;
        reached(at);
        while (!inOneRequest && blob.size() > at.offset()) {
            log.put(target.repository(), blob.digest(), at.location());
            long most = Math.max(terms.settings().chunkBytes(), at.chunkMin());
            at = target.append(at, bytes(reader, at, most), upload.cancel());
            reached(at);
        }
        BlobBytes rest = bytes(reader, at, Long.MAX_VALUE);
        if (rest.length() == 0) {
            upload.state(State.VERIFYING);
        }
        target.complete(at, blob, rest, upload.cancel());
        forget();
    }

    private BlobBytes bytes(BlobReader reader, UploadPlace at, long most) {
        return new BlobBytes(reader, upload, terms, at.offset(), Math.min(most, blob.size() - at.offset()));
    }

    private void reached(UploadPlace at) {
        place = at;
        upload.current(at.offset());
        furthest = Math.max(furthest, at.offset());
    }

    /** An upload of an earlier push. */
    private @Nullable UploadPlace remembered() throws IOException {
        if (inOneRequest) {
            return null;
        }
        var found = log.find(target.repository(), blob.digest());
        return found.isEmpty() ? null : goesOn(new UploadPlace(found.get()));
    }

    /** How far it is by the registry's word; null where the registry does not have it any more. */
    private @Nullable UploadPlace goesOn(UploadPlace known) throws IOException {
        try {
            UploadPlace now = target.status(known, upload.cancel());
            if (now.offset() <= blob.size()) {
                return now;
            }
        } catch (RegistryException e) {
            if (e.isTransient()) {
                throw e;
            }
            LOG.debug("the upload of {} is lost: {}", blob.digest(), e.getMessage());
        }
        forget();
        return null;
    }

    private void forget() {
        place = null;
        if (blob.size() > WHOLE_BYTES) {
            log.drop(target.repository(), blob.digest());
        }
    }

    /**
     * What a registry does not want to take any further may go well from the start; and where it refused the very first
     * chunk, in one request.
     */
    private boolean beginsAnew(RegistryException failure) {
        UploadPlace at = place;
        boolean refused = failure.kind() == Kind.MISSING || failure.kind() == Kind.OTHER;
        if (at == null || !refused || ++beginnings >= RemoteLimits.UPLOAD_BEGINNINGS_MAX) {
            return false;
        }
        LOG.debug("the upload of {} begins anew: {}", blob.digest(), failure.getMessage());
        inOneRequest |= begunHere && at.offset() == 0;
        forget();
        return true;
    }
}
