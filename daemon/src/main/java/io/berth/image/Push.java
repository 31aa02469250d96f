package io.berth.image;

import io.berth.image.ImagePusher.Store;
import io.berth.index.Change;
import io.berth.index.Change.PutImage;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.NotFound;
import io.berth.remote.BlobReader;
import io.berth.remote.PushClient;
import io.berth.transfer.Job;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
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
    }

    void run(@Nullable Platform platform, PushHold held) throws IOException {
        PushPlan plan = platform == null ? planner.whole() : planner.only(platform);
        boolean instead = platform == null && !plan.absent().isEmpty() && !isThere(plan.absent());
        if (instead) {
            Descriptor index = plan.root();
            plan = planner.instead();
            send(plan, name(plan), held);
            progress.pushedInstead(index, plan.root());
        } else {
            send(plan, name(plan), held);
        }
        sendReferrals(plan);
        conclude();
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

    private Reference name(PushPlan plan) {
        Repository repository = reference.repository();
        return reference.tag() == null
                ? Reference.digested(repository, plan.root().digest())
                : Reference.tagged(repository, reference.tag());
    }

    /** What is known here about what was pushed. */
    private void sendReferrals(PushPlan pushed) throws IOException {
        Set<Repository> repositories = new HashSet<>(image.facts().sources());
        image.names().forEach(name -> repositories.add(name.repository()));
        Set<Digest> about = new HashSet<>();
        pushed.documents().forEach(document -> about.add(document.descriptor().digest()));
        Referral.Found found = Referral.of(store.index().images(), repositories, about);
        for (Referral referral : found.referrals()) {
            Image artifact = referral.artifact();
            try (PushHold held = new PushHold(store, artifact.facts().closure())) {
                PushPlan plan = new PushPlanner(artifact, artifact.id().toString(), store.content()).whole();
                send(plan, name(referral), held);
            }
        }
        if (found.isMore()) {
            progress.referralsLeft(Limits.REFERRALS_MAX);
        }
    }

    private Reference name(Referral referral) {
        Repository repository = reference.repository();
        return referral.tag() == null
                ? Reference.digested(repository, referral.artifact().id())
                : Reference.tagged(repository, referral.tag());
    }

    private void send(PushPlan plan, Reference name, BlobReader held) throws IOException {
        upload(plan, held);
        job.publishing();
        documents.put(plan.documents(), name);
    }

    private void upload(PushPlan plan, BlobReader held) throws IOException {
        try (PushUploads uploads = new PushUploads(
                store.uploads(), plan.blobs(), client, mounts::of, blob -> blob.here() ? held : null, job.limit())) {
            job.uploading(uploads.uploads());
            uploads.await(progress, cancel);
        } catch (NotFound e) {
            progress.contentMissing(plan.root());
            throw e;
        }
    }

    /** Tells of it, and notes that its blobs can be mounted from there from now on. */
    private void conclude() {
        Repository repository = reference.repository();
        List<Change> steps = new ArrayList<>();
        steps.add(ImageEvents.push(image, reference));
        if (!image.facts().sources().contains(repository)) {
            steps.add(new PutImage(image.id(), present -> noted(present, repository)));
        }
        try {
            store.index().apply(steps);
        } catch (NotFound e) {
            store.index().apply(steps.subList(0, 1)); // removed meanwhile: nothing to note
        }
    }

    private ImageFacts noted(@Nullable ImageFacts present, Repository repository) {
        if (present == null) {
            throw ImageResolver.missing(image.id().toString());
        }
        return present.with(repository, List.of());
    }
}
