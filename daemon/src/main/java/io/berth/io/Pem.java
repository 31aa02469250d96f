package io.berth.io;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM (RFC 7468). Failures are made by the caller, who knows the file's name. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*+)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    /** All certificates of a text, in their order; one at least. */
    public static List<X509Certificate> certificates(String text, Function<String, RuntimeException> failure) {
        List<X509Certificate> all = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("CERTIFICATE")) {
                all.add(certificate(bytes(blocks.group(2), failure), failure));
            }
        }
        if (all.isEmpty()) {
            throw failure.apply("no certificate in PEM form");
        }
        return all;
    }

    private static X509Certificate certificate(byte[] der, Function<String, RuntimeException> failure) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw failure.apply("not a valid certificate");
        }
    }

    /** The first private key of a text: PKCS #8, PKCS #1 ("RSA PRIVATE KEY") or SEC 1 ("EC PRIVATE KEY"). */
    public static PrivateKey privateKey(String text, Function<String, RuntimeException> failure) {
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            switch (blocks.group(1)) {
                case "PRIVATE KEY" -> {
                    return key(bytes(blocks.group(2), failure), failure);
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    if (blocks.group(2).contains("ENCRYPTED")) {
                        throw failure.apply("an encrypted private key cannot be used");
                    }
                    byte[] der = bytes(blocks.group(2), failure);
                    boolean rsa = blocks.group(1).startsWith("RSA");
                    return key(wrapped(rsa, der, failure), failure);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw failure.apply("an encrypted private key cannot be used");
                default -> {}
            }
        }
        throw failure.apply("no private key in PEM form");
    }

    /** The first public key of a text, a SubjectPublicKeyInfo. */
    public static PublicKey publicKey(String text, Function<String, RuntimeException> failure) {
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("PUBLIC KEY")) {
                return publicKey(bytes(blocks.group(2), failure), failure);
            }
        }
        throw failure.apply("no public key in PEM form");
    }

    private static PublicKey publicKey(byte[] der, Function<String, RuntimeException> failure) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // it may be of the next kind
            }
        }
        throw failure.apply("not a valid RSA, EC or Ed25519 public key");
    }

    private static byte[] wrapped(boolean rsa, byte[] der, Function<String, RuntimeException> failure) {
        try {
            return rsa ? Pkcs8.ofRsa(der) : Pkcs8.ofEc(der);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw failure.apply("not a valid private key");
        }
    }

    private static PrivateKey key(byte[] pkcs8, Function<String, RuntimeException> failure) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // it may be of the next kind
            }
        }
        throw failure.apply("not a valid RSA, EC or Ed25519 private key");
    }

    private static byte[] bytes(String base64, Function<String, RuntimeException> failure) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw failure.apply("not valid base64");
        }
    }
}
