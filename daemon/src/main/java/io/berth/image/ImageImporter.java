package io.berth.image;

import io.berth.content.Content;
import io.berth.content.Intake;
import io.berth.index.Change;
import io.berth.index.Change.EndJob;
import io.berth.index.ImageFacts;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Reference;
import io.berth.remote.Remotes;
import io.berth.remote.WebFile;
import io.berth.transfer.Job;
import io.berth.transfer.Jobs;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes images of one layer out of archives of a file system. */
public final class ImageImporter {
    private final Index index;
    private final Content content;
    private final Intake intake;
    private final Jobs jobs;
    private final Remotes remotes;
    private final Clock clock;

    public ImageImporter(Index index, Content content, Intake intake, Jobs jobs, Remotes remotes, Clock clock) {
        this.index = index;
        this.content = content;
        this.intake = intake;
        this.jobs = jobs;
        this.remotes = remotes;
        this.clock = clock;
    }

    /**
     * Imports, and returns when the image is there.
     *
     * @param body the archive where the request has no address; read on this thread, which must be one for long work with
     *     files; not closed
     * @throws io.berth.problem.Problem in the engine's words where it has them
     */
    public void run(ImportRequest request, InputStream body, ImportProgress progress, CancelToken cancel)
            throws IOException {
        String subject = request.name() == null ? "archive" : request.name().familiar();
        try (Job job = jobs.begin("import", subject, cancel, 0)) {
            Digest image = job.run(() -> {
                JobId id = index.beginJob("import", subject);
                try {
                    return take(request, body, progress, id, cancel);
                } catch (IOException | RuntimeException e) {
                    index.apply(List.of(new EndJob(id)));
                    throw e;
                }
            });
            progress.done(image);
        }
    }

    private Digest take(ImportRequest request, InputStream body, ImportProgress progress, JobId job, CancelToken cancel)
            throws IOException {
        index.requireRoom(FactsBuilder.put(facts(ImportedImage.of(request, ImportedLayer.UNKNOWN, clock.instant()))));
        ImportedLayer layer;
        if (request.address() == null) {
            layer = ImportedLayer.take(body, intake, job, cancel);
        } else {
            try (WebFile file = remotes.file(request.address(), cancel)) {
                progress.downloading(request.address());
                layer = ImportedLayer.take(new WatchedStream(file, progress), intake, job, cancel);
            }
        }
        return publish(request, layer, job);
    }

    private Digest publish(ImportRequest request, ImportedLayer layer, JobId job) throws IOException {
        ImportedImage image = ImportedImage.of(request, layer, clock.instant());
        content.put(job, image.config(), image.configBytes());
        Document document = image.document();
        content.put(job, document.descriptor(), document.bytes());
        ImageFacts facts = facts(image);
        Digest id = facts.id();
        List<Change> steps = new ArrayList<>();
        steps.add(FactsBuilder.put(facts));
        Reference name = request.name();
        if (name != null) {
            steps.add(new Change.PutName(name, id, "import"));
            steps.add(ImageEvents.tag(id, request.changes().labels(), name));
        }
        steps.add(ImageEvents.imported(id));
        steps.add(new EndJob(job));
        index.apply(steps);
        return id;
    }

    private static ImageFacts facts(ImportedImage image) {
        Map<Digest, ImageConfig> configs = Map.of(image.config().digest(), ImageConfig.parse(image.configBytes()));
        return new FactsBuilder(List.of(image.document()), configs, _ -> true)
                .build(image.document().descriptor(), List.of(), List.of());
    }
}
