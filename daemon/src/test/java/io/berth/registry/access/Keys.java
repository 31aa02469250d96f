package io.berth.registry.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An issuer's keys, as such issuers have them. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes a pair of keys
enum Keys {
    RS256("RSA"),
    ES256("EC"),
    EDDSA("Ed25519");

    static final JsonMapper JSON = new JsonMapper();

    private final KeyPair pair;

    Keys(String algorithm) {
        this.pair = make(algorithm);
    }

    private static KeyPair make(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] encoded() {
        return pair.getPublic().getEncoded();
    }

    /** A token of these claims, rightly signed. */
    String token(Map<String, ?> claims) {
        return token(Map.of("alg", word(), "kid", name()), claims);
    }

    String token(Map<String, ?> header, Map<String, ?> claims) {
        String signed =
                Base64Url.of(JSON.writeValueAsString(header)) + '.' + Base64Url.of(JSON.writeValueAsString(claims));
        return signed + '.' + Base64Url.of(sign(signed));
    }

    private byte[] sign(String text) {
        try {
            Signature signature = JwtKey.Algorithm.valueOf(name()).signature();
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String word() {
        return this == EDDSA ? "EdDSA" : name();
    }

    /** As an issuer publishes it. */
    Map<String, String> jwk() {
        return switch (this) {
            case RS256 -> {
                RSAPublicKey key = (RSAPublicKey) pair.getPublic();
                yield Map.of(
                        "kty",
                        "RSA",
                        "kid",
                        name(),
                        "n",
                        number(key.getModulus()),
                        "e",
                        number(key.getPublicExponent()));
            }
            case ES256 -> {
                ECPublicKey key = (ECPublicKey) pair.getPublic();
                yield Map.of(
                        "kty",
                        "EC",
                        "crv",
                        "P-256",
                        "kid",
                        name(),
                        "x",
                        fixed(key.getW().getAffineX()),
                        "y",
                        fixed(key.getW().getAffineY()));
            }
            case EDDSA -> {
                byte[] spki = ((EdECPublicKey) pair.getPublic()).getEncoded();
                byte[] last = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
                yield Map.of("kty", "OKP", "crv", "Ed25519", "kid", name(), "x", Base64Url.of(last));
            }
        };
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Base64Url.of(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] all = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, all, 32 - length, length);
        return Base64Url.of(all);
    }
}
