package io.berth.trust;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unsupported;
import io.berth.remote.RegistryClient;
import io.berth.remote.Resolution;
import io.berth.trust.Admission.Candidate;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an image's signatures where cosign puts them: under the tag {@code sha256-<hex>.sig}, and among the referrers.
 * What is no signature is passed over with its reason; a registry that cannot be asked ends the search.
 */
final class SignatureSearch {
    private static final Set<String> ARTIFACTS = Set.of(
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            "application/vnd.dev.sigstore.bundle+json;version=0.3",
            "application/vnd.dev.cosign.artifact.sig.v1+json",
            SimpleSigning.MEDIA_TYPE);

    private final RegistryClient client;
    private final CancelToken cancel;
    private final Candidate image;
    private final SignatureCheck check;
    private final Set<Digest> seen = new HashSet<>();
    private int manifests;
    private int signatures;

    /** Something that may turn out to be no signature. */
    @FunctionalInterface
    private interface Look {
        void run() throws IOException;
    }

    SignatureSearch(RegistryClient client, CancelToken cancel, Candidate image, SignatureCheck check) {
        this.client = client.aside();
        this.cancel = cancel;
        this.image = image;
        this.check = check;
    }

    /** Ends when the check has enough, or nothing is left to look at. */
    void run() throws IOException {
        lookAtTag();
        if (check.isEnough()) {
            return;
        }
        List<Descriptor> referrers = referrers().stream()
                .filter(one -> one.artifactType() == null || ARTIFACTS.contains(one.artifactType()))
                .sorted(Comparator.comparing(one -> one.artifactType() == null))
                .toList();
        for (Descriptor referrer : referrers) {
            if (check.isEnough()) {
                return;
            }
            if (++manifests > Limits.SIGNATURE_MANIFESTS_MAX) {
                check.refuse("it has more than " + Limits.SIGNATURE_MANIFESTS_MAX + " referrers");
                return;
            }
            carefully(() -> lookAtManifest(client.manifest(referrer, cancel), referrer));
        }
    }

    private List<Descriptor> referrers() {
        try {
            return client.referrers(image.digest(), cancel);
        } catch (Corrupt | TooLarge e) {
            check.refuse(e.text());
            return List.of();
        }
    }

    private void lookAtTag() throws IOException {
        String tag = image.digest().algorithm().label() + '-' + image.digest().hex() + ".sig";
        if (!Reference.isTag(tag)) {
            return;
        }
        carefully(() -> {
            Resolution found;
            try {
                found = client.fetch(Reference.tagged(client.repository(), tag), cancel);
            } catch (NotFound e) {
                return; // the image has no such signatures
            }
            lookAtManifest(found.findBytes().orElseThrow(), found.target());
        });
    }

    private void lookAtManifest(byte[] bytes, Descriptor descriptor) throws IOException {
        if (!seen.add(descriptor.digest())
                || !(Manifest.parse(bytes, descriptor.mediaType()) instanceof ImageManifest manifest)) {
            return;
        }
        for (Descriptor layer : manifest.layers()) {
            boolean simple = layer.mediaType().equals(SimpleSigning.MEDIA_TYPE);
            if (check.isEnough() || !(simple || SigstoreBundle.MEDIA_TYPES.contains(layer.mediaType()))) {
                continue;
            }
            if (++signatures > Limits.SIGNATURES_MAX) {
                check.refuse("it has more than " + Limits.SIGNATURES_MAX + " signatures");
                return;
            }
            carefully(() -> check.look(statement(layer, simple)));
        }
    }

    private SignedStatement statement(Descriptor layer, boolean simple) throws IOException {
        byte[] bytes = client.blob(layer, Limits.SIGNATURE_BYTES_MAX, cancel);
        return simple
                ? SimpleSigning.read(bytes, layer.annotations().getOrDefault(SimpleSigning.ANNOTATION, ""))
                : SigstoreBundle.read(bytes, image.digest(), image.manifest().get());
    }

    private void carefully(Look look) throws IOException {
        try {
            look.run();
        } catch (NotFound | Corrupt | TooLarge | Unsupported e) {
            check.refuse(e.text());
        }
    }
}
