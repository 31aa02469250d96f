package io.berth.content;

import io.berth.index.Index.BlobRow;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once after a start for damage that nobody has come upon: first compares the sizes of all files, then reads all
 * live blobs, one piece at a time, as fast as its caller calls. One thread uses it.
 */
final class Scrub {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
    private static final int PIECE_BYTES = 1 << 20;

    private final Placement placement;
    private final Damage damage;
    private final Queue<Digest> left = new ArrayDeque<>();
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    private @Nullable Reading reading;

    /** A blob in the middle of being read. */
    private record Reading(Digest digest, FileChannel channel, MessageDigest hash) {}

    Scrub(Placement placement, Damage damage) {
        this.placement = placement;
        this.damage = damage;
    }

    /** Compares names and sizes; deletes files that no row knows, which a crash of the machine may leave. */
    void begin() throws IOException {
        placement.ledger().blobs(row -> {
            if (row.state().equals("LIVE") && hasSize(row)) {
                left.add(row.digest());
            }
        });
        int strays = 0;
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            for (Path file : placement.disk().list(placement.layout().blobs(algorithm))) {
                Optional<Digest> digest = Layout.blobDigest(algorithm, file);
                if (digest.isPresent() && placement.deleteStray(digest.get())) {
                    strays++;
                }
            }
        }
        if (strays > 0) {
            LOG.warn("damage: {} blobs were in no image and in no row of the index; deleted", strays);
        }
    }

    private boolean hasSize(BlobRow row) {
        try {
            Optional<Disk.Stat> found = placement.disk().stat(placement.layout().blob(row.digest()));
            if (found.isPresent() && found.get().size() == row.size()) {
                return true;
            }
            damage.report(
                    row.digest(),
                    found.map(stat -> stat.size() + " bytes instead of " + row.size())
                            .orElse("its file is missing"));
        } catch (IOException e) {
            LOG.warn("blob {} cannot be checked", row.digest(), e);
        }
        return false;
    }

    /** Reads a piece; false where nothing is left to read. */
    boolean step() throws IOException {
        if (reading == null) {
            Digest next = left.poll();
            if (next == null) {
                return false;
            }
            reading = open(next);
        }
        if (reading != null) {
            read(reading);
        }
        return true;
    }

    private @Nullable Reading open(Digest digest) throws IOException {
        Path file = placement.layout().blob(digest);
        if (placement.disk().stat(file).isEmpty()) {
            return null; // swept since
        }
        return new Reading(
                digest, placement.disk().read(file), digest.algorithm().hash());
    }

    private void read(Reading now) throws IOException {
        boolean ended;
        try {
            ended = now.channel().read(piece.clear()) < 0;
            now.hash().update(piece.flip());
        } catch (IOException e) {
            close(now);
            damage.report(now.digest(), "its file cannot be read: " + e.getMessage());
            return;
        }
        if (ended) {
            close(now);
            Digest actual = Digest.of(now.digest().algorithm(), now.hash().digest());
            if (!actual.equals(now.digest())) {
                damage.report(now.digest(), "its bytes have the digest " + actual);
            }
        }
    }

    private void close(Reading now) throws IOException {
        reading = null;
        now.channel().close();
    }

    /** Stops reading. */
    void end() throws IOException {
        left.clear();
        if (reading != null) {
            close(reading);
        }
    }
}
