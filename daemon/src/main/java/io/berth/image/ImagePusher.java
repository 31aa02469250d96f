package io.berth.image;

import io.berth.content.Content;
import io.berth.content.Leases;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.PushClient;
import io.berth.remote.Remotes;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pushes images: what the registry does not have is sent or mounted, blobs first, then what names them, byte for byte as
 * they came, so that a digest is the same everywhere. A push that ends early leaves uploads that the next one continues.
 */
public final class ImagePusher {
    private final Store store;
    private final Remotes remotes;

    /** What every push works with. */
    record Store(Index index, Content content, Leases leases, Uploads uploads, Jobs jobs) {}

    public ImagePusher(Index index, Content content, Leases leases, Remotes remotes, Uploads uploads, Jobs jobs) {
        this.store = new Store(index, content, leases, uploads, jobs);
        this.remotes = remotes;
    }

    /**
     * Pushes, and returns when the names point to the images at the registry. What the names point to now is what is
     * pushed, though it be removed meanwhile.
     *
     * @throws io.berth.problem.Problem in the engine's words
     * @throws IOException of our disk, or of {@code progress}
     */
    public void push(PushRequest request, PushProgress progress, CancelToken cancel) throws IOException {
        Repository repository = request.reference().repository();
        progress.pushing(repository);
        ImageTable images = store.index().images();
        List<Reference> names = names(images, request.reference());
        List<Image> pushed = names.stream()
                .map(name -> images.byName(name)
                        .orElseThrow(() -> new NotFound(Subject.TAG, "tag does not exist: " + name.familiar())))
                .toList();
        MountSources mounts = MountSources.of(images, pushed, repository);
        PushClient client = remotes.pushClient(repository, request.credentials(), request.metaHeaders(), mounts.all());
        try (PushHold held = new PushHold(store, closure(pushed))) {
            for (int i = 0; i < names.size(); i++) {
                try (Job job = store.jobs().begin("push", names.get(i).familiar(), cancel, request.limitRate())) {
                    run(
                            job,
                            new Push(store, client, mounts, names.get(i), pushed.get(i), progress, job),
                            request,
                            held);
                }
            }
        }
    }

    private static Set<Digest> closure(List<Image> images) {
        return images.stream()
                .flatMap(image -> image.facts().closure().stream())
                .collect(Collectors.toSet());
    }

    private static List<Reference> names(ImageTable images, Reference reference) {
        if (reference.tag() != null || reference.digest() != null) {
            return List.of(reference);
        }
        List<Reference> tags = images.byCreated().stream()
                .flatMap(image -> image.names().stream())
                .filter(name -> name.repository().equals(reference.repository()) && name.tag() != null)
                .sorted()
                .toList();
        if (tags.isEmpty()) {
            throw new NotFound(
                    Subject.IMAGE,
                    "An image does not exist locally with the tag: "
                            + reference.repository().familiar());
        }
        return tags;
    }

    private static void run(Job job, Push push, PushRequest request, PushHold held) throws IOException {
        try {
            push.run(request.platform(), held);
        } catch (IOException | RuntimeException e) {
            if (job.cancelToken().isCancelled()) {
                Problem cancelled = new Unavailable(Subject.JOB, "the push of " + job.subject() + " was cancelled");
                job.failed(cancelled.text());
                throw cancelled;
            }
            job.failed(e instanceof Problem problem ? problem.text() : "internal error");
            throw e;
        }
    }
}
