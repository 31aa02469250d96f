package io.berth.image;

import io.berth.image.ImagePuller.Store;
import io.berth.image.PullObserver.Outcome;
import io.berth.index.Change.EndJob;
import io.berth.index.Image;
import io.berth.index.ImageFacts;
import io.berth.index.JobId;
import io.berth.index.Signature;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.RegistryClient;
import io.berth.remote.RemoteProblems;
import io.berth.remote.Resolution;
import io.berth.transfer.Job;
import io.berth.trust.Admission;
import io.berth.trust.Admission.Bytes;
import io.berth.trust.Admission.Candidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The pull of one reference. */
final class Pull {
    private final Store store;
    private final RegistryClient client;
    private final Reference reference;
    private final PullPlatforms wanted;
    private final Admission admission;
    private final PullObserver observer;
    private final PullProgress progress;
    private final Job job;
    private final CancelToken cancel;
    private final PullPublication publication;

    Pull(
            Store store,
            RegistryClient client,
            Reference reference,
            PullPlatforms wanted,
            Admission admission,
            PullObserver observer,
            PullProgress progress,
            Job job) {
        this.store = store;
        this.client = client;
        this.reference = reference;
        this.wanted = wanted;
        this.admission = admission;
        this.observer = observer;
        this.progress = progress;
        this.job = job;
        this.cancel = job.cancelToken();
        this.publication = new PullPublication(store.index(), reference, client::mirrors);
    }

    Outcome run() throws IOException {
        Resolution resolved = client.resolve(reference, cancel);
        if (cancel.isCancelled()) {
            throw PullDownloads.cancelled();
        }
        Optional<Image> here = store.index()
                .images()
                .byId(resolved.target().digest())
                .filter(image -> PresentImage.has(image, wanted))
                .filter(image -> store.index().damaged(image.id()).isEmpty());
        if (here.isPresent() && usePresent(here.get(), prove(here.get()))) {
            return Outcome.UP_TO_DATE;
        }
        fetch(resolved);
        return Outcome.DOWNLOADED;
    }

    /** Names what is here already; false where it was removed meanwhile. */
    private boolean usePresent(Image image, List<Signature> signatures) throws IOException {
        boolean newer = !publication.isKnown(image.id());
        try {
            publication.publish(image, signatures);
        } catch (NotFound e) {
            return false;
        }
        observer.present(image.facts().closure().size());
        progress.pulling(reference);
        progress.done(reference, image.id(), newer);
        return true;
    }

    private List<Signature> prove(Image image) throws IOException {
        Bytes manifest = () -> store.content().read(image.id(), Limits.MANIFEST_BYTES_MAX);
        Candidate candidate =
                new Candidate(reference, image.id(), manifest, image.facts().signatures());
        return admission.check(candidate, client, cancel);
    }

    private List<Signature> prove(Document root) throws IOException {
        Digest digest = root.descriptor().digest();
        List<Signature> known = store.index()
                .images()
                .byId(digest)
                .map(image -> image.facts().signatures())
                .orElse(List.of());
        return admission.check(new Candidate(reference, digest, root::bytes, known), client, cancel);
    }

    private void fetch(Resolution resolved) throws IOException {
        PullDocuments documents = new PullDocuments(store.index(), store.content(), client, cancel);
        Document root;
        PullSelection selection;
        List<Signature> signatures;
        try {
            root = documents.root(reference, resolved);
            signatures = prove(root);
            selection = PullSelection.of(root, wanted, documents::child);
        } catch (Corrupt e) {
            progress.pulling(
                    reference); // what was found is bad: told in the stream, where no status blames this daemon
            throw e;
        }
        boolean newer = !publication.isKnown(root.descriptor().digest());
        PullContents contents = contents(selection, documents);
        ImageFacts facts = publication.facts(root, selection, contents, signatures);
        store.index().requireRoom(FactsBuilder.put(facts)); // while a status can still tell it
        store.content().requireSpace(contents.blobs());
        progress.pulling(reference);
        JobId id = store.index().beginJob("pull", reference.toString());
        try {
            List<Descriptor> fetched = download(id, contents);
            job.publishing();
            putDocuments(id, selection, contents);
            publication.publish(id, facts);
            for (Descriptor layer : fetched) {
                progress.complete(layer);
            }
        } catch (IOException | RuntimeException e) {
            store.index().apply(List.of(new EndJob(id)));
            throw e;
        }
        progress.done(reference, root.descriptor().digest(), newer);
    }

    /** What is wrong with a config or its layers is told in the stream, as what is wrong with a manifest. */
    private PullContents contents(PullSelection selection, PullDocuments documents) throws IOException {
        try {
            PullContents contents = PullContents.of(selection, documents::config);
            checkLone(selection, contents);
            return contents;
        } catch (RuntimeException e) {
            progress.pulling(reference);
            throw e;
        }
    }

    private void checkLone(PullSelection selection, PullContents contents) {
        if (selection.indexes().isEmpty()) {
            contents.configs().stream()
                    .flatMap(config -> wanted.unserved(config.parsed().platform()).stream())
                    .findFirst()
                    .ifPresent(platform -> {
                        throw PullSelection.noMatch(platform);
                    });
        }
    }

    /** Returns the layers that were not here, when all blobs are here and held by the job. */
    private List<Descriptor> download(JobId id, PullContents contents) throws IOException {
        List<Descriptor> fetched = new ArrayList<>();
        for (int round = 0; round < Limits.PULL_ROUNDS_MAX; round++) {
            List<Descriptor> missing = missing(id, contents.blobs());
            if (missing.isEmpty()) {
                return fetched;
            }
            if (round == 0) {
                observer.present(contents.blobs().size() - missing.size());
                for (Descriptor layer : contents.layers()) {
                    if (missing.contains(layer)) {
                        fetched.add(layer);
                        progress.waiting(layer);
                    }
                }
            }
            try (PullDownloads downloads = new PullDownloads(store.downloads(), missing, client, id, job.limit())) {
                job.downloading(downloads.interests());
                downloads.await(progress, cancel);
            }
        }
        throw new Unavailable(Subject.BLOB, "blobs were removed as fast as they came");
    }

    private List<Descriptor> missing(JobId id, List<Descriptor> wanted) {
        Set<Digest> here =
                store.index().claim(id, wanted.stream().map(Descriptor::digest).toList());
        wanted.stream().filter(blob -> here.contains(blob.digest())).forEach(this::checkSize);
        return wanted.stream().filter(blob -> !here.contains(blob.digest())).toList();
    }

    /** A manifest that lies about the size of a blob is as bad where the blob is here already. */
    private void checkSize(Descriptor blob) {
        store.index()
                .blob(blob.digest())
                .filter(row -> row.size() != blob.size())
                .ifPresent(row -> {
                    throw RemoteProblems.wrongSize("layer", blob, row.size());
                });
    }

    private void putDocuments(JobId id, PullSelection selection, PullContents contents) throws IOException {
        for (PullContents.Config config : contents.configs()) {
            store.content().put(id, config.descriptor(), config.bytes());
        }
        for (Document document : selection.documents()) {
            store.content().put(id, document.descriptor(), document.bytes());
        }
    }
}
