package io.berth.content;

import io.berth.content.Audit.Finding;
import io.berth.content.Audit.Kind;
import io.berth.index.Index.BlobRow;
import io.berth.io.CancelToken;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for damage that nobody has come upon: soon after a start, and again every so often. First compares the sizes of
 * all files, deletes those that no row knows, which a crash of the machine may leave, and then reads every live blob, on a
 * thread of its own and so slowly that nobody else is held up. What it finds is put aside and stands in the log.
 */
final class Scrub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
    private static final Duration DELAY = Duration.ofMillis(500);

    /** After a piece of 1 MiB: about 50 MB/s, a few percent of a core. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Audit audit;
    private final Duration every;
    private final CancelToken stop = new CancelToken();

    /**
     * Makes a scrub.
     *
     * @param every from the end of one look to the next; zero where one look is all
     */
    Scrub(Audit audit, Duration every) {
        this.audit = audit;
        this.every = every;
    }

    void start() {
        Thread.ofPlatform().name("content-scrub").daemon(true).start(this::run);
    }

    private void run() {
        boolean stopped = stop.await(DELAY);
        while (!stopped) {
            try {
                look();
            } catch (IOException | RuntimeException e) {
                LOG.warn("looking for damage failed", e);
            }
            if (every.isZero()) {
                return;
            }
            stopped = stop.await(every);
        }
    }

    private void look() throws IOException {
        int strays = 0;
        for (Finding finding : audit.files()) {
            if (audit.mend(finding) && finding.kind() == Kind.STRAY) {
                strays++;
            }
        }
        if (strays > 0) {
            LOG.warn("damage: {} blobs were in no image and in no row of the index; deleted", strays);
        }
        for (BlobRow blob : audit.blobs()) {
            if (stop.isCancelled()) {
                return;
            }
            audit.verify(blob, _ -> !stop.await(PAUSE));
        }
    }

    /** Stops after the piece that is being read. */
    @Override
    public void close() {
        stop.cancel();
    }
}
