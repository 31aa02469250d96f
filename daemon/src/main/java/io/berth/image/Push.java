package io.berth.image;

import io.berth.image.ImagePusher.Store;
import io.berth.image.PushPlan.Blob;
import io.berth.index.Change;
import io.berth.index.Change.EndJob;
import io.berth.index.Change.PutImage;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import io.berth.remote.BlobReader;
import io.berth.remote.PushClient;
import io.berth.transfer.Job;
import io.berth.transfer.StoredBlobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The push of one name. */
final class Push {
    private final Store store;
    private final PushClient client;
    private final MountSources mounts;
    private final Reference reference;
    private final Image image;
    private final PushPlanner planner;
    private final PushProgress progress;
    private final Job job;
    private final CancelToken cancel;
    private final PushedDocuments documents;
    private final BlobReader stored;

    Push(
            Store store,
            PushClient client,
            MountSources mounts,
            Reference reference,
            Image image,
            PushProgress progress,
            Job job) {
        this.store = store;
        this.client = client;
        this.mounts = mounts;
        this.reference = reference;
        this.image = image;
        this.planner = new PushPlanner(image, reference.familiar(), store.content());
        this.progress = progress;
        this.job = job;
        this.cancel = job.cancelToken();
        this.documents = new PushedDocuments(client, cancel);
        this.stored = new StoredBlobs(store.content());
    }

    void run(@Nullable Platform platform) throws IOException {
        PushPlan plan = platform == null ? planner.whole() : planner.only(platform);
        boolean instead = platform == null && !plan.absent().isEmpty() && !isThere(plan.absent());
        if (instead) {
            Descriptor index = plan.root();
            plan = planner.instead();
            send(plan);
            progress.pushedInstead(index, plan.root());
        } else {
            send(plan);
        }
        progress.done(reference, plan.root());
    }

    /** Whether the repository has what is not here, so that an index can go there all the same. */
    private boolean isThere(List<Descriptor> absent) {
        for (Descriptor document : absent) {
            if (!documents.has(document)) {
                return false;
            }
        }
        return true;
    }

    private void send(PushPlan plan) throws IOException {
        JobId id = store.index().beginJob("push", reference.toString());
        List<Change> end = new ArrayList<>(List.of(new EndJob(id)));
        try {
            hold(id, plan);
            try (PushUploads uploads =
                    new PushUploads(store.uploads(), plan.blobs(), client, mounts::of, this::bytes, job.limit())) {
                job.uploading(uploads.uploads());
                uploads.await(progress, cancel);
            } catch (NotFound e) {
                progress.contentMissing(plan.root());
                throw e;
            }
            job.publishing();
            documents.put(plan.documents(), reference);
            end.add(ImageEvents.push(image, reference));
        } finally {
            store.index().apply(end);
        }
        noteSource();
    }

    /** From now on its blobs can be mounted from there. */
    private void noteSource() {
        Repository repository = reference.repository();
        if (image.facts().sources().contains(repository)) {
            return;
        }
        try {
            store.index().apply(List.of(new PutImage(image.id(), present -> noted(present, repository))));
        } catch (NotFound e) {
            // removed meanwhile: nothing to note
        }
    }

    private ImageFacts noted(@Nullable ImageFacts present, Repository repository) {
        if (present == null) {
            throw ImageResolver.missing(image.id().toString());
        }
        return present.with(repository, List.of());
    }

    private @Nullable BlobReader bytes(Blob blob) {
        return blob.here() ? stored : null;
    }

    private void hold(JobId id, PushPlan plan) {
        Set<Digest> here = store.index().claim(id, plan.held());
        for (Digest digest : plan.held()) {
            if (!here.contains(digest)) {
                throw new NotFound(Subject.BLOB, "content digest " + digest + ": not found");
            }
        }
    }
}
