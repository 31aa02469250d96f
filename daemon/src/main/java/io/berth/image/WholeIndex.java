package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Takes everything that an index lists, in its order; nested indexes that are listed twice are entered once. */
final class WholeIndex {
    private final Function<Descriptor, Document> fetch;
    private final Map<Digest, Document> images = new LinkedHashMap<>();
    private final Map<Digest, Document> attestations = new LinkedHashMap<>();
    private final Map<Digest, Document> indexes = new LinkedHashMap<>();

    private WholeIndex(Function<Descriptor, Document> fetch) {
        this.fetch = fetch;
    }

    static PullSelection of(Document root, Function<Descriptor, Document> fetch) {
        WholeIndex whole = new WholeIndex(fetch);
        whole.take(root, 0);
        return new PullSelection(
                List.copyOf(whole.images.values()),
                List.copyOf(whole.attestations.values()),
                List.copyOf(whole.indexes.values()));
    }

    private void take(Document document, int depth) {
        Digest digest = document.descriptor().digest();
        switch (document.manifest()) {
            case ImageManifest _ -> images.put(digest, document);
            case ImageIndex index -> {
                PullSelection.checkSize(index, depth);
                if (indexes.put(digest, document) == null) {
                    index.manifests().stream()
                            .filter(PullSelection::isDocument)
                            .forEach(child -> takeChild(child, depth + 1));
                }
            }
        }
    }

    private void takeChild(Descriptor child, int depth) {
        if (images.size() + attestations.size() + indexes.size() > Limits.INDEX_CHILDREN_MAX) {
            throw new TooLarge(
                    Subject.MANIFEST,
                    "more than " + Limits.INDEX_CHILDREN_MAX + " manifests in an index and those inside it");
        }
        if (Attestations.is(child)) {
            attestations.put(child.digest(), fetch.apply(child));
        } else {
            take(fetch.apply(child), depth);
        }
    }
}
