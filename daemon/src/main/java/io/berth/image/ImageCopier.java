package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.PushClient;
import io.berth.remote.RegistryClient;
import io.berth.remote.Remotes;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Copies images from registry to registry, byte for byte: what the target does not have is mounted or goes through this
 * daemon's memory, a blob that is in the store from there. Nothing is stored.
 */
public final class ImageCopier {
    private final ImagePusher.Store store;
    private final Remotes remotes;

    public ImageCopier(Index index, Content content, Remotes remotes, Uploads uploads, Jobs jobs) {
        this.store = new ImagePusher.Store(index, content, uploads, jobs);
        this.remotes = remotes;
    }

    /**
     * Copies, and returns when the target's name points to the image.
     *
     * @throws io.berth.problem.Problem in the engine's words; before anything was told where it is about the source
     * @throws IOException of our disk, or of {@code progress}
     */
    public void copy(CopyRequest request, PushProgress progress, CancelToken cancel) throws IOException {
        Repository from = request.from().repository();
        Repository to = request.to().repository();
        RegistryClient source = remotes.client(from, request.credentials().apply(from.registry()), Map.of());
        boolean mounts = from.registry().equals(to.registry()) && !from.equals(to);
        PushClient target = remotes.pushClient(
                to, request.credentials().apply(to.registry()), Map.of(), mounts ? List.of(from) : List.of());
        String subject = request.from().familiar() + " to " + request.to().familiar();
        try (Job job = store.jobs().begin("copy", subject, cancel, request.limitRate())) {
            run(job, new Copy(store, source, target, request, progress, job));
        }
    }

    private static void run(Job job, Copy copy) throws IOException {
        try {
            copy.run();
        } catch (IOException | RuntimeException e) {
            if (job.cancelToken().isCancelled()) {
                Problem cancelled = new Unavailable(Subject.JOB, "the copy of " + job.subject() + " was cancelled");
                job.failed(cancelled.text());
                throw cancelled;
            }
            job.failed(e instanceof Problem problem ? problem.text() : "internal error");
            throw e;
        }
    }
}
