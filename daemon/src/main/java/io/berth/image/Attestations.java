package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.util.Optional;

/** Attestation manifests as BuildKit puts them into an index, beside the manifest that they speak of. */
final class Attestations {
    private static final String TYPE = "vnd.docker.reference.type";
    private static final String SUBJECT = "vnd.docker.reference.digest";

    private Attestations() {}

    static boolean is(Descriptor child) {
        return "attestation-manifest".equals(child.annotations().get(TYPE));
    }

    /** What it is about. */
    static Optional<Digest> subject(Descriptor child) {
        return is(child)
                ? Optional.ofNullable(child.annotations().get(SUBJECT)).flatMap(Digest::find)
                : Optional.empty();
    }
}
