package io.berth.content;

import io.berth.index.JobId;
import io.berth.io.Disk;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;

/** An ingest in one file, hashed while it is written. What an earlier one left is hashed again in the background. */
final class FileIngest implements Ingest {
    private final Ingests ingests;
    private final Descriptor blob;
    private final Path file;
    private final Space space;
    private final Disk.Output out;
    private final Checkpoints checkpoints;
    private Rehash hash;
    private long offset;
    private boolean ended;

    FileIngest(Ingests ingests, Descriptor blob, Path file) throws IOException {
        this.ingests = ingests;
        this.blob = blob;
        this.file = file;
        Placement placement = ingests.placement();
        this.space = new Space(placement.disk(), placement.layout().ingests());
        this.out = placement.disk().append(file);
        try {
            this.offset = out.position();
            if (offset > blob.size()) {
                out.truncate(0);
                offset = 0;
            }
            this.checkpoints = new Checkpoints(
                    ingests.diskThreads(),
                    ingests.clock(),
                    out,
                    offset,
                    bytes -> placement.ledger().durable(blob.digest(), bytes));
            this.hash = rehash();
        } catch (IOException | RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private Rehash rehash() {
        return Rehash.of(
                ingests.diskThreads(), ingests.placement().disk(), blob.digest().algorithm(), file, offset);
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > blob.size() - offset) {
            throw new Corrupt(
                    Subject.BLOB,
                    "unexpected commit size of " + blob.digest() + ": more than the expected " + blob.size());
        }
        MessageDigest digest = rehashed();
        long after = offset + bytes.remaining();
        digest.update(bytes.duplicate());
        try {
            space.write(blob.size() - offset, () -> out.write(bytes));
        } catch (IOException | RuntimeException e) {
            cut();
            throw e;
        }
        offset = after;
        checkpoints.passed(offset);
    }

    /** After a failed write the file may hold a part of it: goes back to what is hashed. */
    private void cut() throws IOException {
        out.truncate(offset);
        hash = rehash();
    }

    private MessageDigest rehashed() throws IOException {
        try {
            return hash.await();
        } catch (IOException e) {
            restart();
            throw e;
        }
    }

    @Override
    public void restart() throws IOException {
        checkpoints.await();
        out.truncate(0);
        offset = 0;
        hash = rehash();
        checkpoints.restarted();
    }

    @Override
    public void commit(Collection<JobId> jobs) throws IOException {
        byte[] found = rehashed().digest();
        Digest actual = Digest.of(blob.digest().algorithm(), found);
        if (offset != blob.size() || !actual.equals(blob.digest())) {
            delete();
            throw new Corrupt(
                    Subject.BLOB,
                    offset == blob.size()
                            ? "unexpected commit digest " + actual + ", expected " + blob.digest()
                            : "unexpected commit size " + offset + ", expected " + blob.size());
        }
        try {
            checkpoints.await();
            out.force();
            Placement placement = ingests.placement();
            placement.place(file, blob.digest(), blob.size(), placement.holders(jobs));
        } catch (NoSuchFileException e) {
            end();
            throw new Corrupt(
                    Subject.BLOB,
                    "the bytes of " + blob.digest() + " were deleted: the blob came otherwise and went again");
        } catch (IOException | RuntimeException e) {
            hash = rehash(); // digest() has reset the old one, and a commit may be tried again
            throw e;
        }
        end();
    }

    private void delete() throws IOException {
        checkpoints.await();
        ingests.placement().disk().delete(file);
        end();
        ingests.placement().ledger().forgetIngests(List.of(blob.digest()));
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            checkpoints.await();
            hash.awaitQuietly();
            end();
        }
    }

    private void end() throws IOException {
        ended = true;
        try {
            out.close();
        } finally {
            ingests.closed(blob.digest());
        }
    }
}
