package io.berth.content;

import io.berth.index.JobId;
import io.berth.index.Ledger;
import io.berth.io.Disk;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingests: which are open, and what a start does with the others. */
final class Ingests {
    private static final Logger LOG = LoggerFactory.getLogger(Ingests.class);

    private final Layout layout;
    private final Disk disk;
    private final Ledger ledger;
    private final Placement placement;
    private final Executor diskThreads;
    private final InstantSource clock;
    private final Set<Digest> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong nameless = new AtomicLong();

    Ingests(Placement placement, Executor diskThreads, InstantSource clock) {
        this.layout = placement.layout();
        this.disk = placement.disk();
        this.ledger = placement.ledger();
        this.placement = placement;
        this.diskThreads = diskThreads;
        this.clock = clock;
    }

    FileIngest open(Descriptor blob) throws IOException {
        Digest digest = blob.digest();
        return placement.locks().with(digest, () -> {
            if (open.contains(digest)) {
                throw new IllegalStateException("an ingest of " + digest + " is open already");
            }
            ledger.expect(digest);
            placement.takeBack(digest);
            FileIngest ingest = new FileIngest(this, blob, layout.ingest(digest));
            open.add(digest);
            return ingest;
        });
    }

    Optional<FileChannel> read(Digest digest) throws IOException {
        try {
            return Optional.of(disk.read(layout.ingest(digest)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    NamelessIngest nameless(JobId job, Digest.Algorithm algorithm) throws IOException {
        return new FileNamelessIngest(placement, job, algorithm, layout.nameless(nameless.incrementAndGet()));
    }

    void closed(Digest digest) {
        open.remove(digest);
    }

    Placement placement() {
        return placement;
    }

    Executor diskThreads() {
        return diskThreads;
    }

    InstantSource clock() {
        return clock;
    }

    /**
     * Puts ingests in order after a crash. Within the same boot of the machine every byte that was written is there;
     * after another one, only those that were forced.
     */
    void start(String bootId) throws IOException {
        boolean sameBoot = ledger.bootId().equals(bootId);
        List<Digest> forgotten = new ArrayList<>();
        Set<Path> kept = new HashSet<>();
        for (Ledger.IngestRow row : ledger.ingests()) {
            Digest digest = row.digest();
            placement.takeBack(digest);
            if (keep(digest, sameBoot ? Long.MAX_VALUE : row.durable())) {
                kept.add(layout.ingest(digest));
            } else {
                forgotten.add(digest);
            }
        }
        if (!forgotten.isEmpty()) {
            ledger.forgetIngests(forgotten);
        }
        deleteUnknown(kept);
        if (!sameBoot) {
            ledger.bootId(bootId);
        }
    }

    private void deleteUnknown(Set<Path> kept) throws IOException {
        List<Path> garbage = new ArrayList<>();
        for (Path file : disk.list(layout.ingests())) {
            if (!kept.contains(file)) {
                disk.delete(file);
                if (!layout.isOurIngest(file)) {
                    garbage.add(file.getFileName());
                }
            }
        }
        if (!garbage.isEmpty()) {
            LOG.warn("damage: what was in {} and is no ingest is deleted: {}", layout.ingests(), garbage);
        }
    }

    /** Cuts the file after {@code trusted} bytes; false where nothing is left. */
    private boolean keep(Digest digest, long trusted) throws IOException {
        Path file = layout.ingest(digest);
        long size = disk.stat(file).map(Disk.Stat::size).orElse(0L);
        if (Math.min(size, trusted) == 0) {
            return false;
        }
        if (size > trusted) {
            try (Disk.Output out = disk.append(file)) {
                out.truncate(trusted);
                out.force();
            }
        }
        return true;
    }

    boolean isOpen(Digest digest) {
        return open.contains(digest);
    }
}
