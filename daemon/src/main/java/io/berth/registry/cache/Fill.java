package io.berth.registry.cache;

import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.io.CancelToken.Registration;
import io.berth.oci.Descriptor;
import io.berth.remote.BlobSource;
import io.berth.transfer.Follower;
import io.berth.transfer.Interest;
import io.berth.transfer.Job;
import io.berth.transfer.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's part in a download, on the list of jobs while it lasts; when it ends and the blob is whole, the cache holds
 * it. Cancelled, it fails for that client.
 */
final class Fill implements CachedBlob.Coming {
    private final Store store;
    private final JobId job;
    private final Job shown;
    private final Interest interest;
    private final LongConsumer kept;
    private @Nullable Follower follower;
    private @Nullable Registration cancelled;

    /**
     * Begins or joins the download.
     *
     * @param kept told of the bytes of a blob that the cache did not hold before
     */
    Fill(Store store, Descriptor blob, BlobSource source, LongConsumer kept) {
        this.store = store;
        this.kept = kept;
        this.job = store.index().beginJob("cache", source.repository().canonical());
        this.shown = store.jobs().begin("cache", source.repository() + "@" + blob.digest(), new CancelToken(), 0);
        try {
            this.interest = store.downloads().join(blob, source, job, shown.limit(), new Signal());
            shown.downloading(List.of(interest));
        } catch (RuntimeException e) {
            shown.close();
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
        cancelled = shown.cancelToken().onCancel(cancel::cancel);
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
        try (Job _ = shown;
                Registration _ = cancelled;
                Interest _ = interest;
                Follower _ = follower) {
            // closed from the last one: the file, then the wish for it
        } finally {
            boolean whole = interest.isGood();
            if (store.cached().finish(job, whole ? List.of(interest.blob().digest()) : List.of()) > 0) {
                kept.accept(interest.blob().size());
            }
        }
    }
}
