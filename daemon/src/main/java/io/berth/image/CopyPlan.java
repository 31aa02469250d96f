package io.berth.image;

import io.berth.image.PushPlan.Blob;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import io.berth.remote.RegistryClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What is to be brought to a registry, and from where.
 *
 * @param documents manifests and indexes, each behind all that it names; the last one gets the name
 * @param blobs configs, layers and other blobs that these name, each once
 * @param sources the repository that each of these blobs is in, by digest
 */
record CopyPlan(List<Document> documents, List<Blob> blobs, Map<Digest, RegistryClient> sources) {
    CopyPlan {
        documents = List.copyOf(documents);
        blobs = List.copyOf(blobs);
        sources = Map.copyOf(sources);
    }

    /**
     * Lists the blobs. A foreign layer stays where its URLs say.
     *
     * @param from where a document's blobs are
     */
    static CopyPlan of(List<Document> documents, Function<Document, RegistryClient> from) {
        Map<Digest, Blob> blobs = new LinkedHashMap<>();
        Map<Digest, RegistryClient> sources = new LinkedHashMap<>();
        for (Document document : documents) {
            for (Descriptor child : document.manifest().children()) {
                boolean elsewhere = MediaTypes.isForeignLayer(child.mediaType())
                        && !child.urls().isEmpty();
                if (!elsewhere && !PullSelection.isDocument(child)) {
                    blobs.putIfAbsent(child.digest(), new Blob(child, false));
                    sources.putIfAbsent(child.digest(), from.apply(document));
                }
            }
        }
        if (blobs.size() > Limits.PULL_BLOBS_MAX) {
            throw new TooLarge(Subject.MANIFEST, "more than " + Limits.PULL_BLOBS_MAX + " blobs in one copy");
        }
        return new CopyPlan(documents, List.copyOf(blobs.values()), sources);
    }

    /** All that was chosen, each behind all that it names. */
    static List<Document> ordered(PullSelection chosen) {
        List<Document> ordered = new ArrayList<>(chosen.attestations());
        ordered.addAll(chosen.images());
        ordered.addAll(chosen.indexes().reversed());
        return ordered;
    }

    RegistryClient source(Descriptor blob) {
        return Objects.requireNonNull(sources.get(blob.digest()));
    }

    Document root() {
        return documents.getLast();
    }
}
