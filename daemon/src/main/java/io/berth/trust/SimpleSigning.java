package io.berth.trust;

import io.berth.index.Signature.Form;
import io.berth.oci.Digest;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.util.List;

/** Signatures of cosign's first kind (cosign, SIGNATURE_SPEC.md): a layer whose annotation is the signature of its bytes. */
final class SimpleSigning {
    static final String MEDIA_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
    static final String ANNOTATION = "dev.cosignproject.cosign/signature";

    private static final String TYPE = "cosign container image signature";

    private SimpleSigning() {}

    /**
     * Reads a layer.
     *
     * @throws Corrupt where it is no such payload
     */
    static SignedStatement read(byte[] payload, String annotation) {
        Fields critical =
                Fields.read(payload, Subject.MANIFEST, "signature payload").object("critical");
        if (!critical.text("type").equals(TYPE)) {
            throw critical.wrong("type");
        }
        Digest image = Digest.find(critical.object("image").text("docker-manifest-digest"))
                .orElseThrow(() -> critical.wrong("image"));
        String reference = critical.object("identity").text("docker-reference");
        byte[] signature = SigstoreBundle.base64(annotation);
        return new SignedStatement(Form.SIMPLE_SIGNING, payload, List.of(signature), image, reference);
    }
}
