package io.berth.image;

import io.berth.content.Leases.Lease;
import io.berth.image.ImagePusher.Store;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.BlobReader;
import io.berth.remote.BlobStream;
import io.berth.transfer.StoredBlobs;
import java.io.IOException;
import java.util.Collection;

/** What a push reads: it stays until this is closed, though the image be removed, and is not read any more afterwards. */
final class PushHold implements BlobReader, AutoCloseable {
    private final BlobReader stored;
    private final Lease lease;
    private volatile boolean closed;

    PushHold(Store store, Collection<Digest> wanted) {
        this.stored = new StoredBlobs(store.content());
        this.lease = store.leases().lease(wanted);
    }

    @Override
    public BlobStream open(Descriptor blob, long offset, long length, CancelToken cancel) throws IOException {
        if (closed) { // an upload that has not heard of it yet
            throw new Unavailable(Subject.JOB, "cancelled");
        }
        return stored.open(blob, offset, length, cancel);
    }

    @Override
    public void close() {
        closed = true;
        lease.close();
    }
}
