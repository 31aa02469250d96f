package io.berth.image;

import io.berth.content.Content;
import io.berth.image.PushPlan.Blob;
import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.index.ManifestFacts.Kind;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides what of one image is pushed. */
final class PushPlanner {
    private final Image image;
    private final String shownName;
    private final Content content;

    PushPlanner(Image image, String shownName, Content content) {
        this.image = image;
        this.shownName = shownName;
        this.content = content;
    }

    /** What a name points to, whole. */
    PushPlan whole() throws IOException {
        return plan(image.facts().target());
    }

    /**
     * The manifest for one platform.
     *
     * @throws NotFound where it is not here
     */
    PushPlan only(Platform platform) throws IOException {
        List<ManifestFacts> fitting = image.facts().manifests().stream()
                .filter(one -> one.available() && Platforms.isFor(platform, one))
                .sorted(Comparator.comparingInt((ManifestFacts one) -> platform.fit(one.platform()))
                        .reversed())
                .toList();
        if (fitting.isEmpty()) {
            throw Platforms.missing(shownName, platform);
        }
        if (fitting.size() > 1
                && platform.fit(fitting.get(0).platform())
                        == platform.fit(fitting.get(1).platform())) {
            throw new Conflict(Subject.IMAGE, "multiple manifests found for platform " + platform.format());
        }
        return plan(fitting.getFirst().descriptor());
    }

    /**
     * What takes the place of an index of which not all is here: its only manifest that is, else the one for this host.
     *
     * @throws NotFound where none is here
     * @throws Conflict where several are and none is for this host
     */
    PushPlan instead() throws IOException {
        List<ManifestFacts> here = image.facts().manifests().stream()
                .filter(one -> one.available() && one.kind() != Kind.ATTESTATION)
                .toList();
        if (here.isEmpty()) {
            throw new NotFound(
                    Subject.IMAGE,
                    "image with reference " + shownName + " was found but does not provide any platform");
        }
        if (here.size() == 1) {
            return plan(here.getFirst().descriptor());
        }
        Platform host = Platform.host();
        return plan(here.stream()
                .filter(one -> host.fit(one.platform()) > 0)
                .max(Comparator.comparingInt(one -> host.fit(one.platform())))
                .orElseThrow(() -> new Conflict(
                        Subject.IMAGE, "multiple matching manifests found but no specific platform requested"))
                .descriptor());
    }

    private PushPlan plan(Descriptor root) throws IOException {
        Walk walk = new Walk();
        walk.visit(root);
        return new PushPlan(root, walk.documents, walk.blobs, walk.absent);
    }

    private boolean isHere(Descriptor descriptor) {
        return image.facts().closure().contains(descriptor.digest());
    }

    /** Depth first, so that a document comes after all that it names. */
    private final class Walk {
        private final List<Document> documents = new ArrayList<>();
        private final List<Blob> blobs = new ArrayList<>();
        private final List<Descriptor> absent = new ArrayList<>();
        private final Set<Digest> seen = new HashSet<>();

        void visit(Descriptor descriptor) throws IOException {
            if (!seen.add(descriptor.digest())) {
                return;
            }
            boolean isDocument = PullSelection.isDocument(descriptor);
            if (!isDocument) {
                blob(descriptor);
            } else if (isHere(descriptor)) {
                byte[] bytes = content.read(descriptor.digest(), Limits.MANIFEST_BYTES_MAX);
                Document document = Document.parse(descriptor, bytes);
                for (Descriptor child : document.manifest().children()) {
                    visit(child);
                }
                documents.add(document);
            } else {
                absent.add(descriptor);
            }
        }

        /** A foreign layer that is not here stays where its URLs say. */
        private void blob(Descriptor descriptor) {
            boolean here = isHere(descriptor);
            boolean elsewhere = MediaTypes.isForeignLayer(descriptor.mediaType())
                    && !descriptor.urls().isEmpty();
            if (here || !elsewhere) {
                blobs.add(new Blob(descriptor, here));
            }
        }
    }
}
