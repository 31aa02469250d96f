package io.berth.content;

import io.berth.content.Content.Leftover;
import io.berth.index.Index.BlobRow;
import io.berth.index.Ledger;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What jobs that did not come to their end have left for the next one, and how it goes. */
final class Leftovers {
    private final Ingests ingests;
    private final Placement placement;
    private final Sweeper sweeper;

    Leftovers(Ingests ingests, Sweeper sweeper) {
        this.ingests = ingests;
        this.placement = ingests.placement();
        this.sweeper = sweeper;
    }

    List<Leftover> list(Predicate<Digest> kept) throws IOException {
        List<Leftover> left = new ArrayList<>();
        for (Ledger.IngestRow row : placement.ledger().ingests()) {
            if (!ingests.isOpen(row.digest()) && !kept.test(row.digest())) {
                stat(row.digest()).ifPresent(left::add);
            }
        }
        placement.ledger().unheld().forEach(row -> left.add(whole(row)));
        return left;
    }

    List<Leftover> drop(Predicate<Digest> kept) throws IOException {
        List<Leftover> gone = dropIngests(row -> !kept.test(row.digest()));
        sweeper.sweep(true).forEach(row -> gone.add(whole(row)));
        return gone;
    }

    /** Deletes ingests that nobody has written to since then. */
    List<Leftover> expire(Instant before) throws IOException {
        return dropIngests(row -> row.touched().isBefore(before));
    }

    private List<Leftover> dropIngests(Predicate<Ledger.IngestRow> chosen) throws IOException {
        List<Leftover> gone = new ArrayList<>();
        for (Ledger.IngestRow row : placement.ledger().ingests()) {
            if (chosen.test(row)) {
                placement.locks().with(row.digest(), () -> drop(row.digest())).ifPresent(gone::add);
            }
        }
        return gone;
    }

    private Optional<Leftover> drop(Digest digest) throws IOException {
        if (ingests.isOpen(digest)) {
            return Optional.empty();
        }
        placement.takeBack(digest);
        Optional<Leftover> left = stat(digest);
        placement.disk().delete(placement.layout().ingest(digest));
        placement.ledger().forgetIngests(List.of(digest));
        return left;
    }

    private Optional<Leftover> stat(Digest digest) throws IOException {
        return placement
                .disk()
                .stat(placement.layout().ingest(digest))
                .map(Disk.Stat::alloc)
                .map(alloc -> new Leftover(digest, false, alloc));
    }

    private static Leftover whole(BlobRow row) {
        return new Leftover(row.digest(), true, row.alloc());
    }
}
