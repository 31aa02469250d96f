package io.berth.trust;

import io.berth.index.Signature.Form;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Signatures of cosign's second kind: a Sigstore bundle (sigstore_bundle.proto, version 0.3) with a DSSE envelope around
 * an in-toto statement, or with a bare signature of the image's manifest. What it holds for proofs without a given key, the
 * log's entries and certificates, is not looked at.
 */
final class SigstoreBundle {
    static final Set<String> MEDIA_TYPES = Set.of(
            "application/vnd.dev.sigstore.bundle.v0.3+json", "application/vnd.dev.sigstore.bundle+json;version=0.3");

    private static final String IN_TOTO = "application/vnd.in-toto+json";
    private static final Set<String> STATEMENTS =
            Set.of("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1");

    /** Other predicates are attestations, which may well say that an image is bad. */
    private static final String SIGNED = "https://sigstore.dev/cosign/sign/v1";

    private SigstoreBundle() {}

    /**
     * Reads a bundle.
     *
     * @param image that a signature is wanted for
     * @param manifest its bytes
     * @throws Corrupt where it is no such bundle, or one about no image
     */
    static SignedStatement read(byte[] bytes, Digest image, byte[] manifest) {
        Fields bundle = Fields.read(bytes, Subject.MANIFEST, "signature bundle");
        if (!MEDIA_TYPES.contains(bundle.text("mediaType"))) {
            throw bundle.wrong("mediaType");
        }
        return bundle.has("dsseEnvelope")
                ? envelope(bundle.object("dsseEnvelope"), image)
                : bare(bundle.object("messageSignature"), manifest);
    }

    private static SignedStatement envelope(Fields envelope, Digest image) {
        if (!envelope.text("payloadType").equals(IN_TOTO)) {
            throw envelope.wrong("payloadType");
        }
        byte[] payload = base64(envelope.text("payload"));
        List<byte[]> signatures = envelope.objects("signatures", one -> base64(one.text("sig")));
        if (signatures.isEmpty() || signatures.size() > Limits.ENVELOPE_SIGNATURES_MAX) {
            throw envelope.wrong("signatures");
        }
        Fields statement = Fields.read(payload, Subject.MANIFEST, "signed statement");
        if (!STATEMENTS.contains(statement.text("_type"))) {
            throw statement.wrong("_type");
        }
        if (!statement.text("predicateType").equals(SIGNED)) {
            throw statement.wrong("predicateType");
        }
        List<Named> subjects = statement.objects("subject", SigstoreBundle::subject);
        Named named = subjects.stream()
                .filter(one -> one.digest.equals(image))
                .findFirst()
                .or(() -> subjects.stream().findFirst())
                .orElseThrow(() -> statement.wrong("subject"));
        return new SignedStatement(Form.BUNDLE, encoded(payload), signatures, named.digest, named.name);
    }

    /** What a statement is about. */
    private record Named(Digest digest, String name) {}

    private static Named subject(Fields subject) {
        Digest digest = subject.textMap("digest").entrySet().stream()
                .flatMap(one -> Digest.find(one.getKey() + ':' + one.getValue()).stream())
                .findFirst()
                .orElseThrow(() -> subject.wrong("digest"));
        return new Named(digest, subject.text("name"));
    }

    /** The bytes that are signed (DSSE protocol, "PAE"). */
    private static byte[] encoded(byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 64);
        out.writeBytes(("DSSEv1 " + IN_TOTO.length() + ' ' + IN_TOTO + ' ' + payload.length + ' ')
                .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static SignedStatement bare(Fields signature, byte[] manifest) {
        Fields told = signature.object("messageDigest");
        if (!told.text("algorithm").equals("SHA2_256")) {
            throw told.wrong("algorithm");
        }
        String hex = HexFormat.of().formatHex(base64(told.text("digest")));
        Digest digest = Digest.find("sha256:" + hex).orElseThrow(() -> told.wrong("digest"));
        List<byte[]> signatures = List.of(base64(signature.text("signature")));
        return new SignedStatement(Form.BUNDLE, manifest, signatures, digest, "");
    }

    static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new Corrupt(Subject.MANIFEST, "invalid signature: no base64");
        }
    }
}
