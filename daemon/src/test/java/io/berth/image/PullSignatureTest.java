package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Signature;
import io.berth.index.Signature.Form;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.testing.Signer;
import io.berth.testing.Signer.Layer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a signature of an image, and where it is looked for. */
class PullSignatureTest extends PullPolicyCase {
    @Test
    void signatureUnderItsTagLetsItThroughAndIsKept() throws IOException {
        Signer.serve(rig.registry, image.id(), ALICE.simple(image.id(), name()));
        pull();
        assertThat(signatures())
                .containsExactly(new Signature(Form.SIMPLE_SIGNING, ALICE.fingerprint(), "alice.pub", name()));
        assertThat(rig.registry.lines()).noneMatch(line -> line.contains("/referrers/"));
    }

    @Test
    void signatureAmongReferrersLetsItThrough() throws IOException {
        byte[] list = Signer.referrers(rig.registry, ALICE.simple(image.id(), name()));
        rig.registry.fault(
                request -> request.getTarget().endsWith("/referrers/" + image.id()) ? index(list, "") : null);
        pull();
        assertThat(signatures()).hasSize(1);
    }

    @Test
    void laterPagesOfReferrersAreReadToo() throws IOException {
        byte[] list = Signer.referrers(rig.registry, ALICE.simple(image.id(), name()));
        rig.registry.fault(request -> request.getTarget().endsWith("/referrers/" + image.id())
                ? index(Signer.referrers(rig.registry), "<" + request.getTarget() + "?n=1>; rel=\"next\"")
                : request.getTarget().endsWith("?n=1") ? index(list, "") : null);
        pull();
        assertThat(signatures()).hasSize(1);
    }

    @Test
    void signatureUnderTheTagOfReferrersLetsItThrough() throws IOException {
        Signer.refer(rig.registry, image.id(), ALICE.simple(image.id(), name()));
        pull();
        assertThat(signatures()).hasSize(1);
    }

    @Test
    void bundleCarriesNoNameWhichTheRuleMustAllow() throws IOException {
        Layer bundle = new Layer(Signer.BUNDLE, ALICE.envelope(image.id(), Signer.SIGNED), "");
        Signer.refer(rig.registry, image.id(), bundle);
        refused("names no repository, which \"identity\": \"any\" would allow");
        signed("\"alice.pub\"", ",\"identity\":\"any\"");
        pull();
        assertThat(signatures()).containsExactly(new Signature(Form.BUNDLE, ALICE.fingerprint(), "alice.pub", ""));
    }

    @Test
    void bundleMayHoldABareSignatureOfTheManifest() throws IOException {
        signed("\"bob.pub\"", ",\"identity\":\"any\"");
        byte[] manifest = image.blobs().get(image.facts().target());
        Signer.refer(rig.registry, image.id(), new Layer(Signer.BUNDLE, BOB.bare(manifest), ""));
        pull();
        assertThat(signatures()).extracting(Signature::form).containsExactly(Form.BUNDLE);
    }

    @Test
    void attestationIsNoSignatureOfTheImage() throws IOException {
        signed("\"alice.pub\"", ",\"identity\":\"any\"");
        byte[] bad = ALICE.envelope(image.id(), "https://cosign.sigstore.dev/attestation/vuln/v1");
        Signer.refer(rig.registry, image.id(), new Layer(Signer.BUNDLE, bad, ""));
        refused("bad member \"predicateType\"");
    }

    @Test
    void bundleOfAnotherImageIsRefused() throws IOException {
        signed("\"alice.pub\"", ",\"identity\":\"any\"");
        Digest other = Digest.of(new byte[0]);
        Signer.refer(
                rig.registry,
                image.id(),
                new Layer(Signer.BUNDLE, ALICE.envelope(other, Signer.SIGNED), ""),
                new Layer(Signer.BUNDLE, ALICE.bare(new byte[0]), ""));
        refused("a signature is of " + other);
    }

    @Test
    void signatureOfAnotherImageIsRefused() {
        Digest other = Digest.of(new byte[0]);
        Signer.serve(rig.registry, image.id(), ALICE.simple(other, name()));
        refused("a signature is of " + other);
    }

    @Test
    void payloadThatWasChangedAfterSigningIsRefused() {
        byte[] payload = Signer.payload(image.id(), name());
        Signer.serve(
                rig.registry,
                image.id(),
                new Layer(Signer.SIMPLE, payload, ALICE.base64(Signer.payload(image.id(), "elsewhere"))));
        refused("a signature is by none of these keys");
    }

    @Test
    void oneGoodSignatureAmongBadOnesIsEnough() throws IOException {
        Signer.serve(
                rig.registry,
                image.id(),
                MALLORY.simple(image.id(), name()),
                new Layer(Signer.SIMPLE, bytes("{"), "AAAA"),
                new Layer("x/y", bytes("other"), ""),
                ALICE.simple(image.id(), name()));
        pull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "not json",
                "{\"critical\":null}",
                "{\"critical\":{\"type\":\"atomic container signature\"}}",
                "{\"critical\":{\"type\":\"cosign container image signature\",\"image\":[],\"identity\":{}}}",
                "{\"critical\":{\"type\":\"cosign container image signature\",\"image\":{\"docker-manifest-digest\":\"md5:1\"},\"identity\":{}}}",
            })
    void junkIsNoSignatureEvenWhenSigned(String payload) {
        byte[] bytes = bytes(payload);
        Signer.serve(rig.registry, image.id(), new Layer(Signer.SIMPLE, bytes, ALICE.base64(bytes)));
        refused("alice.pub, and ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}",
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"dsseEnvelope\":{}}",
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"dsseEnvelope\":{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"e30=\",\"signatures\":[]}}",
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"dsseEnvelope\":{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"*\",\"signatures\":[{\"sig\":\"AA==\"}]}}",
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"MD5\",\"digest\":\"AA==\"},\"signature\":\"AA==\"}}",
            })
    void junkIsNoBundle(String bundle) throws IOException {
        signed("\"alice.pub\"", ",\"identity\":\"any\"");
        Signer.refer(rig.registry, image.id(), new Layer(Signer.BUNDLE, bytes(bundle), ""));
        refused("alice.pub, and ");
    }

    @Test
    void annotationMustBeBase64() {
        Signer.serve(
                rig.registry, image.id(), new Layer(Signer.SIMPLE, Signer.payload(image.id(), name()), "not base64!"));
        refused("no base64");
    }

    @Test
    void signaturesAreBoundedInNumber() throws IOException {
        Layer[] most = Stream.concat(
                        Stream.generate(() -> MALLORY.simple(image.id(), name()))
                                .limit(Limits.SIGNATURES_MAX - 1L),
                        Stream.of(ALICE.simple(image.id(), name())))
                .toArray(Layer[]::new);
        Layer[] more = Stream.concat(Stream.of(MALLORY.simple(image.id(), name())), Stream.of(most))
                .toArray(Layer[]::new);
        Signer.serve(rig.registry, image.id(), more);
        refused("more than " + Limits.SIGNATURES_MAX + " signatures");
        Signer.serve(rig.registry, image.id(), most);
        pull();
    }

    @Test
    void referrersAreBoundedInNumber() throws IOException {
        Layer[] most = Stream.concat(
                        Stream.generate(() -> MALLORY.simple(image.id(), name()))
                                .limit(Limits.SIGNATURE_MANIFESTS_MAX - 1L),
                        Stream.of(ALICE.simple(image.id(), name())))
                .toArray(Layer[]::new);
        Layer[] more = Stream.concat(Stream.of(MALLORY.simple(image.id(), name())), Stream.of(most))
                .toArray(Layer[]::new);
        Signer.refer(rig.registry, image.id(), more);
        refused("more than " + Limits.SIGNATURE_MANIFESTS_MAX + " referrers");
        Signer.refer(rig.registry, image.id(), most);
        pull();
    }

    @Test
    void signaturesAreBoundedInSize() throws IOException {
        byte[] payload = Signer.payload(image.id(), name());
        String most =
                new String(payload, StandardCharsets.UTF_8) + " ".repeat(Limits.SIGNATURE_BYTES_MAX - payload.length);
        byte[] more = bytes(most + " ");
        Signer.serve(rig.registry, image.id(), new Layer(Signer.SIMPLE, more, ALICE.base64(more)));
        refused("rejecting " + more.length + " byte blob");
        assertThat(rig.gets(Digest.of(more))).isZero();
        Signer.serve(rig.registry, image.id(), new Layer(Signer.SIMPLE, bytes(most), ALICE.base64(bytes(most))));
        pull();
    }

    @Test
    void listOfReferrersThatIsNoneIsAReasonAndNoSignature() {
        rig.registry.fault(request -> request.getTarget().contains("/referrers/")
                ? new MockResponse.Builder().body("<html>").build()
                : null);
        refused("alice.pub");
    }

    private static MockResponse index(byte[] list, String link) {
        MockResponse.Builder answer = new MockResponse.Builder()
                .addHeader("Content-Type", MediaTypes.OCI_INDEX)
                .body(new Buffer().write(list));
        return link.isEmpty() ? answer.build() : answer.addHeader("Link", link).build();
    }
}
