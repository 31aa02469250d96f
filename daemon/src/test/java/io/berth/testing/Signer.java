package io.berth.testing;

import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Somebody with a key pair, who signs images as cosign does. */
public final class Signer {
    public static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
    public static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    public static final String SIGNED = "https://sigstore.dev/cosign/sign/v1";

    private final KeyPair keys;
    private final String scheme;

    private Signer(KeyPair keys, String scheme) {
        this.keys = keys;
        this.scheme = scheme;
    }

    /** One with a key on P-256. */
    public static Signer ecdsa() {
        return ec("secp256r1", "SHA256withECDSA");
    }

    public static Signer ec(String curve, String scheme) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new Signer(generator.generateKeyPair(), scheme);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Signer of(String algorithm, int bits, String scheme) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return new Signer(generator.generateKeyPair(), scheme);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key's PEM. */
    public String pem() {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    public Digest fingerprint() {
        return Digest.of(keys.getPublic().getEncoded());
    }

    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(scheme);
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String base64(byte[] message) {
        return Base64.getEncoder().encodeToString(sign(message));
    }

    /** What cosign signs: that this digest is this repository's. */
    public static byte[] payload(Digest image, String reference) {
        return bytes("{\"critical\":{\"identity\":{\"docker-reference\":\"%s\"},".formatted(reference)
                + "\"image\":{\"docker-manifest-digest\":\"%s\"},".formatted(image)
                + "\"type\":\"cosign container image signature\"},\"optional\":null}");
    }

    /** A bundle with a DSSE envelope around a statement. */
    public byte[] envelope(Digest image, String predicate) {
        byte[] statement =
                bytes(("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"%s\":\"%s\"}}],"
                                + "\"predicateType\":\"%s\",\"predicate\":{}}")
                        .formatted(image.algorithm().label(), image.hex(), predicate));
        String type = "application/vnd.in-toto+json";
        byte[] head = bytes("DSSEv1 %d %s %d ".formatted(type.length(), type, statement.length));
        byte[] signed = new byte[head.length + statement.length];
        System.arraycopy(head, 0, signed, 0, head.length);
        System.arraycopy(statement, 0, signed, head.length, statement.length);
        return bundle("\"dsseEnvelope\":{\"payload\":\"%s\",\"payloadType\":\"%s\",\"signatures\":[{\"sig\":\"%s\"}]}"
                .formatted(Base64.getEncoder().encodeToString(statement), type, base64(signed)));
    }

    /** A bundle with a bare signature of the manifest. */
    public byte[] bare(byte[] manifest) {
        byte[] hash = Digest.Algorithm.SHA256.hash().digest(manifest);
        return bundle(
                "\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"SHA2_256\",\"digest\":\"%s\"},\"signature\":\"%s\"}"
                        .formatted(Base64.getEncoder().encodeToString(hash), base64(manifest)));
    }

    private byte[] bundle(String content) {
        return bytes("{\"mediaType\":\"%s\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\"x\"}},%s}"
                .formatted(BUNDLE, content));
    }

    /** A layer of a manifest of signatures. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
    public record Layer(String type, byte[] bytes, String signature) {
        private String json() {
            String annotations = signature.isEmpty()
                    ? ""
                    : ",\"annotations\":{\"dev.cosignproject.cosign/signature\":\"%s\"}".formatted(signature);
            return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                    .formatted(type, Digest.of(bytes), bytes.length, annotations);
        }
    }

    /** This signer's signature of an image, of the first kind. */
    public Layer simple(Digest image, String reference) {
        byte[] payload = payload(image, reference);
        return new Layer(SIMPLE, payload, base64(payload));
    }

    /** Serves signatures where cosign puts those of the first kind. */
    public static void serve(FakeRegistry registry, Digest image, Layer... layers) {
        registry.with(tag(image) + ".sig", MediaTypes.OCI_MANIFEST, manifest(registry, layers));
    }

    /** Serves each as a referrer of its own, in the list under the fallback tag. */
    public static void refer(FakeRegistry registry, Digest image, Layer... layers) {
        registry.with(tag(image), MediaTypes.OCI_INDEX, referrers(registry, layers));
    }

    /** The list of referrers, whose manifests the registry serves. */
    public static byte[] referrers(FakeRegistry registry, Layer... layers) {
        String children = Stream.of(layers)
                .map(layer -> {
                    byte[] manifest = manifest(registry, layer);
                    registry.with("m" + Digest.of(manifest).shortHex(), MediaTypes.OCI_MANIFEST, manifest);
                    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"artifactType\":\"%s\"}"
                            .formatted(MediaTypes.OCI_MANIFEST, Digest.of(manifest), manifest.length, layer.type());
                })
                .collect(Collectors.joining(","));
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaTypes.OCI_INDEX, children));
    }

    public static String tag(Digest image) {
        return image.algorithm().label() + '-' + image.hex();
    }

    private static byte[] manifest(FakeRegistry registry, Layer... layers) {
        byte[] config = bytes("{}");
        registry.with(config);
        List.of(layers).forEach(layer -> registry.with(layer.bytes()));
        return bytes(
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":2},\"layers\":[%s]}"
                        .formatted(
                                MediaTypes.OCI_MANIFEST,
                                MediaTypes.OCI_CONFIG,
                                Digest.of(config),
                                Stream.of(layers).map(Layer::json).collect(Collectors.joining(","))));
    }

    /** Writes the public key to a file. */
    public Path save(Path file) {
        try {
            return Files.writeString(file, pem());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
