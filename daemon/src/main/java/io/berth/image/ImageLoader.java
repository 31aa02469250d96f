package io.berth.image;

import io.berth.content.Content;
import io.berth.content.Intake;
import io.berth.image.LoadObserver.Outcome;
import io.berth.index.Change.EndJob;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.oci.Platform;
import io.berth.remote.Remotes;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Loads archives of images: docker's, OCI layouts, plain or packed, in one pass over a stream. The images appear whole and
 * together, or not at all. A load that ends early leaves whole blobs that nobody holds, which the next load or pull of them
 * takes up and a sweep takes away.
 */
public final class ImageLoader {
    private final Load.Store store;
    private final Jobs jobs;
    private final LoadAdmission admission;
    private final LoadObserver observer;

    public ImageLoader(
            Index index,
            Content content,
            Intake intake,
            Jobs jobs,
            Remotes remotes,
            TrustPolicy policy,
            LoadObserver observer) {
        this.store = new Load.Store(index, content, intake);
        this.jobs = jobs;
        this.admission = new LoadAdmission(policy, remotes, index);
        this.observer = observer;
    }

    /**
     * Loads, and returns when the names point to the images.
     *
     * @param body read on this thread, which must be one for long work with files; closed
     * @param platforms of the images those that are taken; none for all
     * @throws io.berth.problem.Problem in the engine's words where it has them
     * @throws IOException of our disk, of {@code body}, or of {@code progress}
     */
    public void load(InputStream body, List<Platform> platforms, LoadProgress progress, CancelToken cancel)
            throws IOException {
        Outcome outcome = Outcome.FAILED;
        try (Job job = jobs.begin("load", "archive", cancel, 0)) {
            job.run(() -> held(job, body, platforms, progress));
            outcome = Outcome.LOADED;
        } finally {
            boolean cancelled = outcome == Outcome.FAILED && cancel.isCancelled();
            observer.loaded(cancelled ? Outcome.CANCELLED : outcome);
        }
    }

    /** Under a job of the index, which holds what came until it is named. */
    private void held(Job job, InputStream body, List<Platform> platforms, LoadProgress progress) throws IOException {
        JobId id = store.index().beginJob("load", "archive");
        try {
            new Load(store, admission, platforms, id, job).run(body, progress);
        } catch (IOException | RuntimeException e) {
            store.index().apply(List.of(new EndJob(id)));
            throw e;
        }
    }
}
