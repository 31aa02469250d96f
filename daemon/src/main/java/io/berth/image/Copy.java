package io.berth.image;

import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.remote.BlobReader;
import io.berth.remote.PushClient;
import io.berth.transfer.Job;
import io.berth.transfer.StoredBlobs;
import java.io.IOException;
import java.util.List;
import java.util.Set;
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
        JobId id = store.index().beginJob("copy", job.subject());
        try {
            upload(plan, id);
        } finally {
            store.index().apply(List.of(new EndJob(id)));
        }
        job.publishing();
        new PushedDocuments(target, job.cancelToken()).put(plan.documents(), name);
    }

    private void upload(CopyPlan plan, JobId id) throws IOException {
        List<Digest> wanted =
                plan.blobs().stream().map(blob -> blob.descriptor().digest()).toList();
        Set<Digest> here = store.index().claim(id, wanted);
        BlobReader stored = new StoredBlobs(store.content());
        try (PushUploads uploads = new PushUploads(
                store.uploads(),
                plan.blobs(),
                target,
                blob -> mountable(plan, blob),
                blob -> here.contains(blob.descriptor().digest()) ? stored : plan.source(blob.descriptor()),
                job.limit())) {
            job.uploading(uploads.uploads());
            uploads.await(progress, job.cancelToken());
        }
    }

    /** The repository that it is in, where the target's registry may take it from there itself. */
    private @Nullable Repository mountable(CopyPlan plan, Descriptor blob) {
        Repository from = plan.source(blob).repository();
        boolean same = from.registry().equals(target.repository().registry());
        return same && !from.equals(target.repository()) ? from : null;
    }
}
