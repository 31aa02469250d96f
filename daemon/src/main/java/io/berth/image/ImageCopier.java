package io.berth.image;

import io.berth.content.Content;
import io.berth.content.Leases;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.PushClient;
import io.berth.remote.RegistryClient;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Copies images from registry to registry, byte for byte: what the target does not have is mounted or goes through this
 * daemon's memory, a blob that is in the store from there. Nothing is stored. What is about an image, a signature, goes along
 * as it does with a push.
 */
public final class ImageCopier {
    private final ImagePusher.Store store;
    private final Remotes remotes;

    public ImageCopier(Index index, Content content, Leases leases, Remotes remotes, Uploads uploads, Jobs jobs) {
        this.store = new ImagePusher.Store(index, content, leases, uploads, jobs);
        this.remotes = remotes;
    }

    /**
     * Copies, and returns when the target's name points to the image.
     *
     * @throws io.berth.problem.Problem in the engine's words; before anything was told where it is about the source
     * @throws IOException of our disk, or of {@code progress}
     */
    public void copy(CopyRequest request, PushProgress progress, CancelToken cancel) throws IOException {
        Reference from = request.from();
        RegistryClient source = client(from.repository(), request.credentials());
        PushClient target = target(request.to(), Set.of(from.repository()), request.credentials());
        String subject = from.familiar() + " to " + request.to().familiar();
        try (Job job = store.jobs().begin("copy", subject, cancel, request.limitRate())) {
            run(job, () -> {
                PullDocuments documents = new PullDocuments(store.index(), store.content(), source, job.cancelToken());
                List<Document> chosen = chosen(request, source, documents, job.cancelToken());
                CopyPlan plan = CopyPlan.of(chosen, _ -> source);
                progress.pushing(target.repository());
                Copy copy = new Copy(store, target, progress, job);
                copy.run(plan, request.to());
                CopyReferrals referrals = new CopyReferrals(source, documents, job.cancelToken());
                for (var about : referrals.about(chosen)) {
                    copy.run(CopyPlan.of(about.documents(), _ -> source), about.in(target.repository()));
                }
                if (referrals.isMore()) {
                    progress.referralsLeft(Limits.REFERRALS_MAX);
                }
                progress.done(request.to(), plan.root().descriptor());
            });
        }
    }

    private static List<Document> chosen(
            CopyRequest request, RegistryClient source, PullDocuments documents, CancelToken cancel) {
        Document root = documents.root(request.from(), source.resolve(request.from(), cancel));
        Platform platform = request.platform();
        return platform == null
                ? CopyPlan.ordered(PullSelection.of(root, new PullPlatforms.All(), documents::child))
                : List.of(PullSelection.of(root, PullPlatforms.of(platform), documents::child)
                        .images()
                        .getFirst());
    }

    /**
     * Puts an index under a name, with all that it lists, and returns when the name points to it.
     *
     * @throws io.berth.problem.Problem as {@link #copy} does
     * @throws IOException of our disk, or of {@code progress}
     */
    public void put(IndexRequest request, PushProgress progress, CancelToken cancel) throws IOException {
        Map<Repository, RegistryClient> clients = new HashMap<>();
        List<RegistryClient> sources = request.from().stream()
                .map(from -> clients.computeIfAbsent(from, one -> client(one, request.credentials())))
                .toList();
        PushClient target = target(request.to(), clients.keySet(), request.credentials());
        RegistryClient own = client(request.to().repository(), request.credentials());
        try (Job job = store.jobs().begin("copy", request.to().familiar(), cancel, 0)) {
            run(job, () -> {
                PullDocuments documents = new PullDocuments(store.index(), store.content(), own, job.cancelToken());
                ListedDocuments listed = new ListedDocuments(request.index(), sources, documents);
                PullSelection all = PullSelection.of(request.index(), new PullPlatforms.All(), listed::fetch);
                CopyPlan plan = CopyPlan.of(CopyPlan.ordered(all), document -> listed.source(document.descriptor()));
                progress.pushing(target.repository());
                new Copy(store, target, progress, job).run(plan, request.to());
                progress.done(request.to(), plan.root().descriptor());
            });
        }
    }

    private RegistryClient client(Repository repository, Function<String, Credentials> credentials) {
        return remotes.client(repository, credentials.apply(repository.registry()), Map.of());
    }

    /** A client that may mount from those repositories that are at the same registry. */
    private PushClient target(Reference to, Set<Repository> from, Function<String, Credentials> credentials) {
        Repository repository = to.repository();
        Set<Repository> mounts = new HashSet<>(from);
        mounts.removeIf(one -> one.equals(repository) || !one.registry().equals(repository.registry()));
        return remotes.pushClient(repository, credentials.apply(repository.registry()), Map.of(), mounts);
    }

    /** The part of a copy that belongs to its job. */
    private interface Work {
        void run() throws IOException;
    }

    private static void run(Job job, Work work) throws IOException {
        try {
            work.run();
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
