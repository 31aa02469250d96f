package io.berth.content;

import io.berth.content.Damage.Opened;
import io.berth.index.Index.BlobRow;
import io.berth.index.IndexCheck;
import io.berth.io.Disk;
import io.berth.io.Pending;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The look through files and index. What a look without locks finds is looked at again under the blob's lock, so that a
 * blob which comes or goes meanwhile is no fault. Files are read on the disk threads, a piece at a time, between whatever
 * else they have to do.
 */
final class FileAudit implements Audit {
    private static final int PIECE_BYTES = 1 << 20;

    private final Path dataRoot;
    private final Placement placement;
    private final Damage damage;
    private final Executor diskThreads;

    FileAudit(Path dataRoot, Placement placement, Damage damage, Executor diskThreads) {
        this.dataRoot = dataRoot;
        this.placement = placement;
        this.damage = damage;
        this.diskThreads = diskThreads;
    }

    @Override
    public List<Finding> index() throws IOException {
        return onDisk(() -> {
            try (IndexCheck check = IndexCheck.open(dataRoot)) {
                return check.faults().stream()
                        .map(text -> new Finding(Kind.INDEX, null, text))
                        .toList();
            }
        });
    }

    @Override
    public List<Finding> files() throws IOException {
        return onDisk(() -> {
            List<Finding> found = new ArrayList<>();
            Set<Digest> unheld = unheld();
            List<BlobRow> rows = new ArrayList<>();
            placement.ledger().blobs(rows::add);
            for (BlobRow row : rows) {
                (row.isLive() ? compare(row) : aside(row, unheld)).ifPresent(found::add);
            }
            for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
                strays(algorithm, found);
            }
            return found;
        });
    }

    private Optional<Finding> compare(BlobRow row) throws IOException {
        return isAsNoted(row)
                ? Optional.empty()
                : placement.locks().with(row.digest(), () -> compareLocked(row.digest()));
    }

    private boolean isAsNoted(BlobRow row) throws IOException {
        return placement
                .disk()
                .stat(placement.layout().blob(row.digest()))
                .filter(new Disk.Stat(row.size(), row.alloc())::equals)
                .isPresent();
    }

    private Optional<Finding> compareLocked(Digest digest) throws IOException {
        BlobRow row = live(digest);
        if (row == null || isAsNoted(row)) {
            return Optional.empty();
        }
        try (FileChannel _ = damage.open(row)) {
            return Optional.of(
                    new Finding(Kind.BLOCKS, digest, "blob " + digest + " takes other blocks than the index says"));
        } catch (Corrupt e) {
            return Optional.of(new Finding(Kind.DAMAGED, digest, e.text()));
        }
    }

    private @Nullable BlobRow live(Digest digest) {
        return placement.index().blob(digest).filter(BlobRow::isLive).orElse(null);
    }

    private Set<Digest> unheld() {
        return placement.ledger().unheld().stream().map(BlobRow::digest).collect(Collectors.toSet());
    }

    private static Optional<Finding> aside(BlobRow row, Set<Digest> unheld) {
        return !row.state().equals("QUARANTINED") || unheld.contains(row.digest())
                ? Optional.empty()
                : Optional.of(
                        new Finding(Kind.DAMAGED, row.digest(), "blob " + row.digest() + " was damaged and put aside"));
    }

    private void strays(Digest.Algorithm algorithm, List<Finding> found) throws IOException {
        for (Path file : placement.disk().list(placement.layout().blobs(algorithm))) {
            Optional<Digest> digest = Layout.blobDigest(algorithm, file);
            if (digest.isEmpty() || isUnknown(digest.get())) {
                String name = algorithm.label() + '/' + file.getFileName();
                found.add(new Finding(Kind.STRAY, digest.orElse(null), "file " + name + " is in no row of the index"));
            }
        }
    }

    private boolean isUnknown(Digest digest) throws IOException {
        return placement.index().blob(digest).isEmpty()
                && placement.locks().with(digest, () -> placement.isStray(digest));
    }

    @Override
    public List<BlobRow> blobs() {
        List<BlobRow> live = new ArrayList<>();
        placement.ledger().blobs(row -> {
            if (row.isLive()) {
                live.add(row);
            }
        });
        return live;
    }

    @Override
    public Optional<Finding> verify(BlobRow blob, Pace pace) throws IOException {
        BlobRow row = live(blob.digest());
        if (row == null) {
            return foundByOthers(blob.digest());
        }
        try (Opened opened = onDisk(() -> damage.openWhole(row))) {
            return verify(blob.digest(), opened, pace);
        } catch (Corrupt e) {
            return Optional.of(new Finding(Kind.DAMAGED, blob.digest(), e.text()));
        } catch (NotFound _) {
            return foundByOthers(blob.digest());
        }
    }

    private Optional<Finding> verify(Digest digest, Opened opened, Pace pace) throws IOException {
        String how;
        try {
            Optional<Digest> actual = hash(digest, opened.channel(), pace);
            if (actual.isEmpty() || actual.get().equals(digest)) {
                return Optional.empty();
            }
            how = "its bytes have the digest " + actual.get();
        } catch (IOException e) {
            how = "its file cannot be read: " + e.getMessage();
        }
        throw damage.report(digest, opened, how);
    }

    /** Where it is not live: it went, or somebody else has put it aside meanwhile. */
    private Optional<Finding> foundByOthers(Digest digest) {
        return placement.index().blob(digest).flatMap(row -> aside(row, unheld()));
    }

    private Optional<Digest> hash(Digest digest, FileChannel channel, Pace pace) throws IOException {
        MessageDigest hash = digest.algorithm().hash();
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        while (true) {
            int bytes = onDisk(() -> {
                int read = channel.read(piece.clear());
                hash.update(piece.flip());
                return read;
            });
            if (bytes < 0) {
                return Optional.of(Digest.of(digest.algorithm(), hash.digest()));
            }
            if (!pace.read(bytes)) {
                return Optional.empty();
            }
        }
    }

    @Override
    public boolean mend(Finding finding) throws IOException {
        Digest digest = finding.blob();
        if (digest == null) {
            return false;
        }
        return switch (finding.kind()) {
            case INDEX, DAMAGED -> false;
            case STRAY -> onDisk(() -> placement.deleteStray(digest));
            case BLOCKS -> onDisk(() -> placement.measure(digest));
        };
    }

    private <T> T onDisk(Callable<T> work) throws IOException {
        Pending<T> pending = new Pending<>();
        diskThreads.execute(() -> {
            try {
                pending.complete(work.call());
            } catch (Throwable e) {
                pending.fail(e);
            }
        });
        return pending.awaitIo();
    }
}
