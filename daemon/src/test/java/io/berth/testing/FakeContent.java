package io.berth.testing;

import io.berth.content.Content;
import io.berth.content.Ingest;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Blobs in memory, to be read whole. */
public final class FakeContent implements Content {
    private final Map<Digest, byte[]> blobs = new HashMap<>();

    public FakeContent with(RandomImage image) {
        image.blobs().forEach((descriptor, bytes) -> blobs.put(descriptor.digest(), bytes));
        return this;
    }

    @Override
    public byte[] read(Digest digest, int sizeMax) {
        byte[] bytes = blobs.get(digest);
        if (bytes == null) {
            throw new NotFound(Subject.BLOB, "no blob " + digest);
        }
        if (bytes.length > sizeMax) {
            throw new TooLarge(Subject.BLOB, "blob " + digest + " is too large");
        }
        return bytes;
    }

    @Override
    public boolean hold(Collection<JobId> jobs, Descriptor blob) {
        return blobs.containsKey(blob.digest());
    }

    @Override
    public void put(JobId job, Descriptor blob, byte[] bytes) {
        blobs.put(blob.digest(), bytes);
    }

    @Override
    public FileChannel open(Digest digest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<FileChannel> openKnown(Digest digest, long size) {
        return Optional.empty();
    }

    @Override
    public Ingest ingest(Descriptor blob) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requireSpace(Collection<Descriptor> blobs) {}

    @Override
    public long sweep() {
        return 0;
    }

    @Override
    public List<Leftover> leftovers(Predicate<Digest> kept) {
        return List.of();
    }

    @Override
    public List<Leftover> dropLeftovers(Predicate<Digest> kept) {
        return List.of();
    }

    @Override
    public void close() {}
}
