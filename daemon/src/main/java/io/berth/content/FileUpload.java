package io.berth.content;

import io.berth.content.UploadHashes.Hashed;
import io.berth.content.UploadTurns.Turn;
import io.berth.index.Index.BlobRow;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** An upload in one file, hashed by sha256 while it is written; a digest of another kind is taken from the file. */
final class FileUpload implements Upload {
    private static final Digest.Algorithm USUAL = Digest.Algorithm.SHA256;

    private final FileUploads uploads;
    private final Turn turn;
    private final String id;
    private final Path file;
    private final Disk disk;
    private final Space space;
    private final Disk.Output out;
    private final Checkpoints checkpoints;
    private Rehash hash;
    private long offset;
    private boolean ended;

    FileUpload(FileUploads uploads, Turn turn, String id, Path file, @Nullable Hashed before) throws IOException {
        this.uploads = uploads;
        this.turn = turn;
        this.id = id;
        this.file = file;
        this.disk = uploads.placement().disk();
        this.space = new Space(disk, uploads.placement().layout().uploads());
        this.out = disk.append(file);
        try {
            this.offset = out.position();
            this.checkpoints = new Checkpoints(
                    uploads.diskThreads(),
                    uploads.clock(),
                    out,
                    offset,
                    bytes -> uploads.ledger().durable(id, bytes));
            this.hash = before != null && before.bytes() == offset ? Rehash.of(before.hash()) : rehash(USUAL);
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private Rehash rehash(Digest.Algorithm algorithm) {
        return Rehash.of(uploads.diskThreads(), disk, algorithm, file, offset);
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void check() {
        turn.check();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        check();
        MessageDigest digest = hash.await();
        long after = offset + bytes.remaining();
        try {
            ByteBuffer written = bytes.duplicate();
            space.write(bytes.remaining(), () -> out.write(bytes));
            digest.update(written);
        } catch (IOException | RuntimeException e) {
            out.truncate(offset);
            throw e;
        }
        offset = after;
        checkpoints.passed(offset);
    }

    @Override
    public void commit(Digest digest) throws IOException {
        check();
        Digest actual = digestOf(digest.algorithm());
        if (!actual.equals(digest)) {
            checkpoints.await();
            end();
            uploads.drop(id);
            throw new InvalidParameter(
                    Subject.DIGEST,
                    "provided digest did not match uploaded content: it is " + digest + ", and " + offset
                            + " bytes have " + actual);
        }
        checkpoints.await();
        out.force();
        uploads.ledger().becomes(id, digest);
        try {
            uploads.placement().place(file, digest, offset, new Owner());
        } catch (IOException | RuntimeException e) {
            uploads.placement().takeBack(digest, file);
            throw e;
        }
        end();
    }

    private Digest digestOf(Digest.Algorithm algorithm) throws IOException {
        MessageDigest whole = (algorithm == USUAL ? hash : rehash(algorithm)).await();
        try {
            return Digest.of(algorithm, ((MessageDigest) whole.clone()).digest()); // a commit may be tried again
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The upload's repository; the upload ends as it comes to have the blob. */
    private final class Owner implements Placement.Holders {
        @Override
        public boolean hold(Digest digest) {
            return uploads.ledger().adopt(id, digest);
        }

        @Override
        public void live(BlobRow blob) {
            uploads.ledger().live(id, blob);
        }
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            checkpoints.await();
            remember();
            end();
        }
    }

    private void remember() {
        try {
            uploads.remember(
                    id, new Hashed(offset, hash.await(), uploads.clock().instant()));
        } catch (IOException | RuntimeException _) {
            // Whoever opens the upload next will see it.
        }
    }

    private void end() throws IOException {
        ended = true;
        try {
            out.close();
        } finally {
            turn.close();
        }
    }
}
