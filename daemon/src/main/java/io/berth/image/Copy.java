package io.berth.image;

import io.berth.image.PushPlan.Blob;
import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Repository;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import io.berth.remote.BlobReader;
import io.berth.remote.PushClient;
import io.berth.remote.RegistryClient;
import io.berth.transfer.Job;
import io.berth.transfer.StoredBlobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The copy of one name from a registry to a registry. */
final class Copy {
    private final ImagePusher.Store store;
    private final RegistryClient source;
    private final PushClient target;
    private final CopyRequest request;
    private final PushProgress progress;
    private final Job job;
    private final CancelToken cancel;

    Copy(
            ImagePusher.Store store,
            RegistryClient source,
            PushClient target,
            CopyRequest request,
            PushProgress progress,
            Job job) {
        this.store = store;
        this.source = source;
        this.target = target;
        this.request = request;
        this.progress = progress;
        this.job = job;
        this.cancel = job.cancelToken();
    }

    void run() throws IOException {
        List<Document> documents = documents();
        List<Blob> blobs = blobs(documents);
        progress.pushing(target.repository());
        JobId id = store.index().beginJob("copy", job.subject());
        try {
            Set<Digest> here = store.index()
                    .claim(
                            id,
                            blobs.stream()
                                    .map(blob -> blob.descriptor().digest())
                                    .toList());
            BlobReader stored = new StoredBlobs(store.content());
            try (PushUploads uploads = new PushUploads(
                    store.uploads(),
                    blobs,
                    target,
                    _ -> mountable(),
                    blob -> here.contains(blob.descriptor().digest()) ? stored : source,
                    job.limit())) {
                job.uploading(uploads.uploads());
                uploads.await(progress, cancel);
            }
        } finally {
            store.index().apply(List.of(new EndJob(id)));
        }
        job.publishing();
        new PushedDocuments(target, cancel).put(documents, request.to());
        progress.done(request.to(), documents.getLast().descriptor());
    }

    /** The source, where the target's registry may take blobs from it itself. */
    private @Nullable Repository mountable() {
        Repository from = source.repository();
        boolean same = from.registry().equals(target.repository().registry());
        return same && !from.equals(target.repository()) ? from : null;
    }

    /** Each behind all that it names. */
    private List<Document> documents() {
        PullDocuments documents = new PullDocuments(store.index(), store.content(), source, cancel);
        Document root = documents.root(request.from(), source.resolve(request.from(), cancel));
        Platform platform = request.platform();
        if (platform != null) {
            return List.of(PullSelection.of(root, PullPlatforms.of(platform), documents::child)
                    .images()
                    .getFirst());
        }
        PullSelection all = PullSelection.of(root, new PullPlatforms.All(), documents::child);
        List<Document> ordered = new ArrayList<>(all.attestations());
        ordered.addAll(all.images());
        ordered.addAll(all.indexes().reversed());
        return ordered;
    }

    /** A foreign layer stays where its URLs say. */
    private static List<Blob> blobs(List<Document> documents) {
        Map<Digest, Blob> blobs = new LinkedHashMap<>();
        for (Document document : documents) {
            for (Descriptor child : document.manifest().children()) {
                boolean elsewhere = MediaTypes.isForeignLayer(child.mediaType())
                        && !child.urls().isEmpty();
                if (!elsewhere && !PullSelection.isDocument(child)) {
                    blobs.putIfAbsent(child.digest(), new Blob(child, false));
                }
            }
        }
        if (blobs.size() > Limits.PULL_BLOBS_MAX) {
            throw new TooLarge(Subject.MANIFEST, "more than " + Limits.PULL_BLOBS_MAX + " blobs in one copy");
        }
        return List.copyOf(blobs.values());
    }
}
