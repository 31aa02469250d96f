package io.berth.content;

import io.berth.content.UploadHashes.Hashed;
import io.berth.content.UploadTurns.Turn;
import io.berth.index.UploadLedger;
import io.berth.index.UploadLedger.UploadRow;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;

/** The uploads: each in a file of its own, opened by one request at a time. */
final class FileUploads implements Uploads {
    private final Placement placement;
    private final UploadLedger ledger;
    private final Executor diskThreads;
    private final InstantSource clock;
    private final UploadTurns turns;

    private final UploadHashes hashes = new UploadHashes();

    FileUploads(Placement placement, Executor diskThreads, InstantSource clock, Duration patience) {
        this.placement = placement;
        this.ledger = placement.ledger().uploadLedger();
        this.diskThreads = diskThreads;
        this.clock = clock;
        this.turns = new UploadTurns(patience);
    }

    @Override
    public String begin(RepositoryName repository) {
        String id = UUID.randomUUID().toString().replace("-", "");
        ledger.begin(id, repository);
        return id;
    }

    @Override
    public Upload open(RepositoryName repository, String id, Runnable giveWay) throws IOException {
        Turn turn = turns.take(id, giveWay);
        try {
            takeBack(require(repository, id));
            return new FileUpload(this, turn, id, file(id), hashes.recall(id));
        } catch (IOException | RuntimeException e) {
            turn.close();
            throw e;
        }
    }

    @Override
    public long offset(RepositoryName repository, String id) throws IOException {
        takeBack(require(repository, id));
        return size(id);
    }

    @Override
    public void cancel(RepositoryName repository, String id) throws IOException {
        try (Turn _ = turns.take(id, () -> {})) {
            takeBack(require(repository, id));
            drop(id);
        }
    }

    private UploadRow require(RepositoryName repository, String id) {
        return ledger.find(id)
                .filter(row -> row.repository().equals(repository))
                .orElseThrow(() -> new NotFound(Subject.UPLOAD, "upload unknown to the repository: " + id));
    }

    /** Its bytes first: a crash in between leaves an upload that begins again. */
    void drop(String id) throws IOException {
        hashes.recall(id);
        placement.disk().delete(file(id));
        ledger.forget(id);
    }

    void remember(String id, Hashed hashed) {
        hashes.remember(id, hashed);
    }

    private long size(String id) throws IOException {
        return placement.disk().stat(file(id)).map(Disk.Stat::size).orElse(0L);
    }

    private Path file(String id) {
        return placement.layout().upload(id);
    }

    Placement placement() {
        return placement;
    }

    UploadLedger ledger() {
        return ledger;
    }

    Executor diskThreads() {
        return diskThreads;
    }

    InstantSource clock() {
        return clock;
    }

    /** Ends uploads that nobody has written to since then. */
    void expire(Instant before) throws IOException {
        for (UploadRow row : ledger.all()) {
            if (row.touched().isBefore(before) && hashes.isIdle(row.id(), before)) {
                expire(row);
            }
        }
    }

    private void expire(UploadRow row) throws IOException {
        Optional<Turn> turn = turns.takeIdle(row.id());
        if (turn.isPresent()) {
            try (Turn _ = turn.get()) {
                takeBack(row);
                drop(row.id());
            }
        }
    }

    /** Puts uploads in order after a crash; see {@link Ingests#start}. */
    void start(boolean sameBoot) throws IOException {
        Set<Path> known = new HashSet<>();
        for (UploadRow row : ledger.all()) {
            known.add(file(row.id()));
            takeBack(row);
            cut(row.id(), sameBoot ? Long.MAX_VALUE : row.durable());
        }
        for (Path file : placement.disk().list(placement.layout().uploads())) {
            if (!known.contains(file)) {
                placement.disk().delete(file);
            }
        }
    }

    /** A crash or a failure between the rename and its change left the file among the blobs. */
    private void takeBack(UploadRow row) throws IOException {
        Digest digest = row.digest();
        if (digest != null && placement.disk().stat(file(row.id())).isEmpty()) {
            placement.takeBack(digest, file(row.id()));
        }
    }

    private void cut(String id, long trusted) throws IOException {
        if (size(id) > trusted) {
            try (Disk.Output out = placement.disk().append(file(id))) {
                out.truncate(trusted);
                out.force();
            }
        }
    }
}
