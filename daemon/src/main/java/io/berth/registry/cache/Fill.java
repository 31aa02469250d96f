package io.berth.registry.cache;

import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.remote.BlobSource;
import io.berth.transfer.Bucket;
import io.berth.transfer.Follower;
import io.berth.transfer.Interest;
import io.berth.transfer.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One client's part in a download; when it ends and the blob is whole, the cache holds it. */
final class Fill implements CachedBlob.Coming {
    private final Store store;
    private final JobId job;
    private final Interest interest;
    private final LongConsumer kept;
    private @Nullable Follower follower;

    /**
     * Begins or joins the download.
     *
     * @param kept told of the bytes of a blob that the cache did not hold before
     */
    Fill(Store store, Descriptor blob, BlobSource source, LongConsumer kept) {
        this.store = store;
        this.kept = kept;
        this.job = store.index().beginJob("cache", source.repository().canonical());
        try {
            this.interest = store.downloads().join(blob, source, job, Bucket.unlimited(), new Signal());
        } catch (RuntimeException e) {
            store.cached().finish(job, List.of());
            throw e;
        }
    }

    @Override
    public Descriptor descriptor() {
        return interest.blob();
    }

    @Override
    public void begin(long position, CancelToken cancel) throws IOException {
        follower = new Follower(interest, store.content(), store.growing(), position, cancel);
        follower.ready();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (follower == null) {
            throw new IllegalStateException("not begun");
        }
        return follower.read(into);
    }

    @Override
    public void close() throws IOException {
        try (Interest _ = interest;
                Follower _ = follower) {
            // closed in this order: the file, then the wish for it
        } finally {
            boolean whole = interest.isGood();
            if (store.cached().finish(job, whole ? List.of(interest.blob().digest()) : List.of()) > 0) {
                kept.accept(interest.blob().size());
            }
        }
    }
}
