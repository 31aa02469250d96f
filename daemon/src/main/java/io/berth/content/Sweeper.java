package io.berth.content;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes blobs that nobody holds and no lease is for: one change marks them, then each file is unlinked under its digest's lock, the
 * directory is forced, and one change forgets the rows. A crash in between leaves marked rows, which the next sweep
 * finishes; a committer of the same digest renames its file before or after the unlink, never under it.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final Placement placement;
    private final BlobLeases leases;
    private final Lock one = new ReentrantLock();

    Sweeper(Placement placement, BlobLeases leases) {
        this.placement = placement;
        this.leases = leases;
    }

    /** Returns what was deleted. */
    List<BlobRow> sweep(boolean leftovers) throws IOException {
        one.lock();
        try {
            return run(leftovers);
        } finally {
            one.unlock();
        }
    }

    private List<BlobRow> run(boolean leftovers) throws IOException {
        List<BlobRow> freed = new ArrayList<>();
        List<Digest> unlinked = new ArrayList<>();
        Set<Digest.Algorithm> touched = EnumSet.noneOf(Digest.Algorithm.class);
        for (BlobRow row : leases.during(leased -> placement.ledger().doom(leftovers, leased))) {
            if (unlink(row.digest())) {
                freed.add(row);
                unlinked.add(row.digest());
                touched.add(row.digest().algorithm());
            }
        }
        for (Digest.Algorithm algorithm : touched) {
            placement.disk().forceDirectory(placement.layout().blobs(algorithm));
        }
        if (!unlinked.isEmpty()) {
            placement.ledger().gone(unlinked);
        }
        return freed;
    }

    private boolean unlink(Digest digest) {
        try {
            return placement.unlink(digest);
        } catch (IOException e) {
            LOG.warn("blob {} cannot be deleted; the next sweep tries again", digest, e);
            return false;
        }
    }
}
