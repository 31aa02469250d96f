package io.berth.content;

import io.berth.index.JobId;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A nameless ingest in a file of its own. */
final class FileNamelessIngest implements NamelessIngest {
    private final Placement placement;
    private final JobId job;
    private final Digest.Algorithm algorithm;
    private final MessageDigest hash;
    private final Path file;
    private final Space space;
    private final Disk.Output out;
    private long size;
    private @Nullable Digest digest;
    private boolean committed;

    FileNamelessIngest(Placement placement, JobId job, Digest.Algorithm algorithm, Path file) throws IOException {
        this.placement = placement;
        this.job = job;
        this.algorithm = algorithm;
        this.hash = algorithm.hash();
        this.file = file;
        this.space = new Space(placement.disk(), placement.layout().ingests());
        this.out = placement.disk().append(file);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (digest != null) {
            throw new IllegalStateException("the digest is taken already");
        }
        int more = bytes.remaining();
        hash.update(bytes.duplicate());
        space.write(more, () -> out.write(bytes));
        size += more;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Digest digest() {
        Digest taken = digest;
        if (taken == null) {
            taken = Digest.of(algorithm, hash.digest());
            digest = taken;
        }
        return taken;
    }

    @Override
    public void commit() throws IOException {
        out.force();
        placement.ledger().expect(digest()); // from the rename on, a start finds the file by this
        placement.place(file, digest(), size, placement.holders(List.of(job)));
        committed = true;
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            if (!committed) {
                placement.disk().delete(file);
            }
        }
    }
}
