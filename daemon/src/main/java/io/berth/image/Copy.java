package io.berth.image;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.remote.BlobReader;
import io.berth.remote.PushClient;
import io.berth.transfer.Job;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out plans: brings what each names to a registry, and puts its root under a name there. */
final class Copy {
    private final ImagePusher.Store store;
    private final PushClient target;
    private final PushProgress progress;
    private final Job job;

    Copy(ImagePusher.Store store, PushClient target, PushProgress progress, Job job) {
        this.store = store;
        this.target = target;
        this.progress = progress;
        this.job = job;
    }

    void run(CopyPlan plan, Reference name) throws IOException {
        List<Digest> wanted =
                plan.blobs().stream().map(blob -> blob.descriptor().digest()).toList();
        try (PushHold held = new PushHold(store, wanted)) {
            upload(plan, held);
        }
        job.publishing();
        new PushedDocuments(target, job.cancelToken()).put(plan.documents(), name);
    }

    private void upload(CopyPlan plan, BlobReader held) throws IOException {
        try (PushUploads uploads = new PushUploads(
                store.uploads(),
                plan.blobs(),
                target,
                blob -> mountable(plan, blob),
                blob -> isHere(blob.descriptor()) ? held : plan.source(blob.descriptor()),
                job.limit())) {
            job.uploading(uploads.uploads());
            uploads.await(progress, job.cancelToken());
        }
    }

    private boolean isHere(Descriptor blob) {
        return store.index().blob(blob.digest()).filter(BlobRow::isLive).isPresent();
    }

    /** The repository that it is in, where the target's registry may take it from there itself. */
    private @Nullable Repository mountable(CopyPlan plan, Descriptor blob) {
        Repository from = plan.source(blob).repository();
        boolean same = from.registry().equals(target.repository().registry());
        return same && !from.equals(target.repository()) ? from : null;
    }
}
