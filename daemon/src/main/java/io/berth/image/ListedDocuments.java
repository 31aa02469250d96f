package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.remote.RegistryClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What an index lists, directly or in the indexes inside it, each read in the repository that has it. */
final class ListedDocuments {
    private final PullDocuments documents;
    private final Map<Digest, RegistryClient> sources = new HashMap<>();

    /** @param sources for each manifest that the index lists, in their order */
    ListedDocuments(Document index, List<RegistryClient> sources, PullDocuments documents) {
        this.documents = documents;
        List<Descriptor> listed = index.manifest().children();
        for (int i = 0; i < listed.size(); i++) {
            this.sources.putIfAbsent(listed.get(i).digest(), sources.get(i));
        }
    }

    /** What an index inside another one lists is where that one is. */
    Document fetch(Descriptor descriptor) {
        RegistryClient source = source(descriptor);
        Document found = documents.child(descriptor, source);
        for (Descriptor inside : found.manifest().children()) {
            sources.putIfAbsent(inside.digest(), source);
        }
        return found;
    }

    RegistryClient source(Descriptor document) {
        return Objects.requireNonNull(sources.get(document.digest()));
    }
}
