package io.berth.image;

import io.berth.content.Content;
import io.berth.content.Intake;
import io.berth.index.Change;
import io.berth.index.Change.EndJob;
import io.berth.index.Change.PutName;
import io.berth.index.ImageFacts;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.index.ManifestFacts;
import io.berth.io.CancelToken;
import io.berth.oci.ImageLayout;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import io.berth.transfer.Job;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The load of one archive. */
final class Load {
    private final Store store;
    private final LoadAdmission admission;
    private final List<Platform> platforms;
    private final JobId id;
    private final Job job;
    private final CancelToken cancel;

    /** What every load works with. */
    record Store(Index index, Content content, Intake intake) {}

    /** An image that is all here, ready to be named. */
    private record Ready(ImageFacts facts, List<Reference> names) {}

    /** @param id holds in the index what comes, until it is named */
    Load(Store store, LoadAdmission admission, List<Platform> platforms, JobId id, Job job) {
        this.store = store;
        this.admission = admission;
        this.platforms = platforms;
        this.id = id;
        this.job = job;
        this.cancel = job.cancelToken();
    }

    /** Takes the archive in and makes its images visible, all at once, which ends the job; what it throws has not. */
    void run(InputStream body, LoadProgress progress) throws IOException {
        job.receiving();
        ArchiveFiles files = new ArchiveIntake(store.content, store.intake, id, cancel).read(body);
        job.checking();
        ArchiveBlobs blobs = new ArchiveBlobs(files, store.index, store.content);
        LoadContents contents = new LoadContents(files, blobs, store.index, store.content, id, cancel);
        List<Ready> ready = new ArrayList<>();
        for (LoadedImage image : images(files, blobs)) {
            Optional<PullSelection> selection = LoadSelection.of(image.root(), blobs, contents::isHere, platforms);
            if (selection.isPresent()) {
                var signatures = admission.check(image, cancel);
                ready.add(new Ready(contents.take(image, selection.get(), signatures), image.names()));
            }
        }
        if (ready.isEmpty()) {
            throw nothingLeft();
        }
        if (cancel.isCancelled()) {
            throw PullDownloads.cancelled();
        }
        job.publishing();
        publish(ready);
        tell(ready, progress);
    }

    private static List<LoadedImage> images(ArchiveFiles files, ArchiveBlobs blobs) throws IOException {
        Optional<ArchiveFile> layout = files.find(ImageLayout.MARKER);
        if (layout.isPresent()) {
            return new LayoutImages(files, blobs).images(layout.get());
        }
        ArchiveFile list = files.find(DockerArchive.LIST).orElseThrow(() -> DockerArchive.unrecognized(files));
        return new DockerArchive(files, blobs).images(list);
    }

    private NotFound nothingLeft() {
        String wanted = platforms.stream().map(Platform::format).collect(Collectors.joining(" "));
        String why = wanted.isEmpty() ? "" : "requested platform(s) ([" + wanted + "]) not found: ";
        return new NotFound(Subject.IMAGE, why + "image might be filtered out");
    }

    private void publish(List<Ready> ready) {
        List<Change> steps = new ArrayList<>();
        for (Ready one : ready) {
            ImageFacts facts = one.facts;
            steps.add(FactsBuilder.put(facts));
            one.names.forEach(name -> steps.add(new PutName(name, facts.id(), "load")));
            Map<String, String> labels =
                    facts.shown().map(ManifestFacts::labels).orElse(Map.of());
            steps.add(ImageEvents.load(facts.id(), labels));
        }
        steps.add(new EndJob(id));
        store.index.apply(steps);
    }

    private static void tell(List<Ready> ready, LoadProgress progress) throws IOException {
        for (Ready one : ready) {
            for (Reference name : one.names) {
                progress.loaded(name);
            }
            if (one.names.isEmpty()) {
                progress.loaded(one.facts.id());
            }
        }
    }
}
