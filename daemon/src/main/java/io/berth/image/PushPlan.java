package io.berth.image;

import io.berth.oci.Descriptor;
import java.util.List;

/**
 * What the push of one manifest or index needs to be at the registry.
 *
 * @param root what the name will point to
 * @param documents manifests and indexes that are here, each behind all that it names, the root last
 * @param blobs configs, layers and other blobs that these name, each once
 * @param absent manifests and indexes that are named and not here
 */
record PushPlan(Descriptor root, List<Document> documents, List<Blob> blobs, List<Descriptor> absent) {
    PushPlan {
        documents = List.copyOf(documents);
        blobs = List.copyOf(blobs);
        absent = List.copyOf(absent);
    }

    /** A blob, and whether its bytes are here. */
    record Blob(Descriptor descriptor, boolean here) {}
}
