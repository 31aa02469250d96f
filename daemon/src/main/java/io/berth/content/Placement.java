package io.berth.content;

import io.berth.index.Index;
import io.berth.index.Index.BlobRow;
import io.berth.index.JobId;
import io.berth.index.Ledger;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps by which a verified file becomes a blob, and by which a blob's file stops being one. */
record Placement(Layout layout, Disk disk, DigestLocks locks, Index index, Ledger ledger) {
    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    /**
     * Makes a file, verified and forced, the live blob; drops it where the blob is live already. A failure after the
     * rename leaves the file in place without a live row: {@link #takeBack} finds it.
     */
    void place(Path file, Digest digest, long size, Holders holders) throws IOException {
        locks.with(digest, () -> placeLocked(file, digest, size, holders));
    }

    boolean placeLocked(Path file, Digest digest, long size, Holders holders) throws IOException {
        if (holdIfLive(digest, holders)) {
            disk.delete(file);
            return false;
        }
        disk.readOnly(file, true);
        long alloc = disk.stat(file).orElseThrow().alloc();
        disk.rename(file, layout.blob(digest));
        disk.forceDirectory(layout.blobs(digest.algorithm()));
        holders.live(new BlobRow(digest, size, alloc, "LIVE"));
        deleteLeft(layout.quarantined(digest));
        deleteLeft(layout.ingest(digest));
        return true;
    }

    /** The blob is live; that something else of it cannot be deleted now is no failure. */
    private void deleteLeft(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted", file, e);
        }
    }

    /**
     * Makes a file that lies in {@code blobs/} without a row a live blob.
     *
     * @param verify compares the bytes too, not only the size
     * @return whether the blob is live now
     */
    boolean adopt(Digest digest, long size, boolean verify, JobId job) throws IOException {
        Holders holders = holders(List.of(job));
        return locks.with(digest, () -> {
            if (holdIfLive(digest, holders)) {
                return true;
            }
            Path file = layout.blob(digest);
            Optional<Disk.Stat> stat = disk.stat(file);
            if (stat.isEmpty() || stat.get().size() != size || (verify && !isIntact(file, digest, size))) {
                return false;
            }
            holders.live(new BlobRow(digest, size, stat.get().alloc(), "LIVE"));
            return true;
        });
    }

    private boolean isIntact(Path file, Digest digest, long size) throws IOException {
        try (FileChannel channel = disk.read(file)) {
            byte[] hash = Rehash.hash(channel, digest.algorithm(), size).digest();
            return Digest.of(digest.algorithm(), hash).equals(digest);
        }
    }

    /** Whether a file in {@code blobs/} has no row; under the digest's lock. */
    boolean isStray(Digest digest) throws IOException {
        return index.blob(digest).isEmpty() && disk.stat(layout.blob(digest)).isPresent();
    }

    /** Deletes a file in {@code blobs/} that no row knows; false where one does after all. */
    boolean deleteStray(Digest digest) throws IOException {
        return locks.with(digest, () -> isStray(digest) && disk.delete(layout.blob(digest)));
    }

    /** Notes what a live blob takes on disk now; false where it is not live. */
    boolean measure(Digest digest) throws IOException {
        return locks.with(digest, () -> {
            Optional<Disk.Stat> stat = disk.stat(layout.blob(digest));
            if (!isLive(digest) || stat.isEmpty()) {
                return false;
            }
            ledger.live(new BlobRow(digest, stat.get().size(), stat.get().alloc(), "LIVE"), List.of());
            return true;
        });
    }

    /** Who holds a blob as soon as it is live. */
    interface Holders {
        /** Makes them hold a live blob; false where it is not. */
        boolean hold(Digest digest);

        /** Makes the blob live and them hold it, in one change. */
        void live(BlobRow blob);
    }

    Holders holders(Collection<JobId> jobs) {
        return new Holders() {
            @Override
            public boolean hold(Digest digest) {
                return ledger.hold(digest, jobs);
            }

            @Override
            public void live(BlobRow blob) {
                ledger.live(blob, jobs);
            }
        };
    }

    boolean holdIfLive(Digest digest, Holders holders) {
        if (!isLive(digest) || !holders.hold(digest)) {
            return false;
        }
        deleteLeft(layout.ingest(digest));
        return true;
    }

    boolean isLive(Digest digest) {
        return index.blob(digest).filter(BlobRow::isLive).isPresent();
    }

    /** Where a blob's file is in place and the blob is not live, after a crash or in mid-sweep: makes it its ingest. */
    void takeBack(Digest digest) throws IOException {
        takeBack(digest, layout.ingest(digest));
    }

    void takeBack(Digest digest, Path to) throws IOException {
        locks.with(digest, () -> {
            Path blob = layout.blob(digest);
            if (disk.stat(blob).isEmpty() || isLive(digest)) {
                return false;
            }
            disk.readOnly(blob, false);
            disk.rename(blob, to);
            disk.forceDirectory(layout.blobs(digest.algorithm())); // before its ingest can be forgotten
            return true;
        });
    }

    /** Deletes the files of a blob that is still to be deleted; false where it came back to life. */
    boolean unlink(Digest digest) throws IOException {
        return locks.with(digest, () -> {
            String state = index.blob(digest).map(BlobRow::state).orElse("");
            if (!state.equals("DELETING")) {
                return false;
            }
            disk.delete(layout.blob(digest));
            disk.delete(layout.quarantined(digest));
            return true;
        });
    }

    /** Puts a live blob aside whose file is not what it should be; false where it is not live any more. */
    boolean quarantine(Digest digest) throws IOException {
        return locks.with(digest, () -> {
            if (!ledger.quarantine(digest)) {
                return false;
            }
            Path file = layout.blob(digest);
            if (disk.stat(file).isPresent()) {
                disk.rename(file, layout.quarantined(digest));
            }
            return true;
        });
    }
}
