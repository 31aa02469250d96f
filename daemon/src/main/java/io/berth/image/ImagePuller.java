package io.berth.image;

import io.berth.content.Content;
import io.berth.image.PullObserver.Outcome;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Subject;
import io.berth.remote.RegistryClient;
import io.berth.remote.Remotes;
import io.berth.transfer.Downloads;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import io.berth.trust.Admission;
import io.berth.trust.TrustPolicy;
import java.io.IOException;

/**
 * Pulls images: resolves the name with the caller's credentials, chooses the manifest for the platform, downloads what is
 * not here, and publishes all of it in one change, the name last. Until then nothing of it can be seen; a pull that ends
 * early leaves ingests that the next one continues.
 */
public final class ImagePuller {
    private final Store store;
    private final Remotes remotes;
    private final PullObserver observer;
    private final TrustPolicy policy;

    /** What every pull works with. */
    record Store(Index index, Content content, Downloads downloads, Jobs jobs) {}

    public ImagePuller(
            Index index,
            Content content,
            Remotes remotes,
            Downloads downloads,
            Jobs jobs,
            PullObserver observer,
            TrustPolicy policy) {
        this.store = new Store(index, content, downloads, jobs);
        this.remotes = remotes;
        this.observer = observer;
        this.policy = policy;
    }

    /**
     * Pulls, and returns when the names point to the images.
     *
     * @throws io.berth.problem.Problem in the engine's words
     * @throws IOException of our disk, or of {@code progress}
     */
    public void pull(PullRequest request, PullProgress progress, CancelToken cancel) throws IOException {
        Reference reference = request.reference();
        if (reference.repository().canonical().equals("docker.io/library/scratch")) {
            throw new Forbidden(Subject.IMAGE, "'scratch' is a reserved name");
        }
        Admission admission = policy.admission(reference.repository());
        RegistryClient client = remotes.client(reference.repository(), request.credentials(), request.metaHeaders());
        if (reference.tag() != null || reference.digest() != null) {
            pullOne(request, reference, admission, client, progress, cancel);
            return;
        }
        for (String tag : client.tags(cancel)) {
            pullOne(request, Reference.tagged(reference.repository(), tag), admission, client, progress, cancel);
        }
    }

    private void pullOne(
            PullRequest request,
            Reference reference,
            Admission admission,
            RegistryClient client,
            PullProgress progress,
            CancelToken cancel)
            throws IOException {
        Outcome outcome = Outcome.FAILED;
        try (Job job = store.jobs().begin("pull", reference.familiar(), cancel, request.limitRate())) {
            outcome = job.run(
                    new Pull(store, client, reference, request.platforms(), admission, observer, progress, job)::run);
        } finally {
            boolean cancelled = outcome == Outcome.FAILED && cancel.isCancelled();
            observer.pulled(reference.repository().registry(), cancelled ? Outcome.CANCELLED : outcome);
        }
    }
}
