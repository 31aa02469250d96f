package io.berth.trust;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key that the policy gives, as cosign writes them: PEM of ECDSA on P-256 or P-384, Ed25519, or RSA of 2048 to
 * 8192 bits with PKCS#1 v1.5 padding.
 *
 * @param name as the policy calls it
 * @param fingerprint SHA-256 of the key's DER form
 * @param schemes JDK names of the signatures that such keys make
 */
record TrustedKey(String name, Digest fingerprint, PublicKey key, List<String> schemes) {
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    private static final String HASHED_EDDSA = "Ed25519ph";

    TrustedKey {
        schemes = List.copyOf(schemes);
    }

    /**
     * Reads a key.
     *
     * @throws Corrupt where it is none of those
     */
    static TrustedKey parse(String name, String pem) {
        Matcher text = PEM.matcher(pem);
        if (!text.matches()) {
            throw bad(name, "one PEM block of a PUBLIC KEY is expected");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(text.group(1));
        } catch (IllegalArgumentException e) {
            throw bad(name, "it is no base64");
        }
        PublicKey key = key(name, der);
        return new TrustedKey(name, Digest.of(key.getEncoded()), key, schemes(name, key));
    }

    private static PublicKey key(String name, byte[] der) {
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // of another kind, perhaps
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        throw bad(name, "ECDSA, Ed25519 or RSA is expected");
    }

    private static List<String> schemes(String name, PublicKey key) {
        return switch (key) {
            case ECPublicKey ec when isCurve(ec, "secp256r1") -> List.of("SHA256withECDSA");
            // cosign hashes with SHA-256 whatever the curve, newer versions with what the curve is made for
            case ECPublicKey ec when isCurve(ec, "secp384r1") -> List.of("SHA256withECDSA", "SHA384withECDSA");
            case EdECPublicKey _ -> List.of("Ed25519", HASHED_EDDSA);
            case RSAPublicKey rsa when isSize(rsa) -> List.of("SHA256withRSA");
            case RSAPublicKey _ ->
                throw bad(
                        name,
                        "RSA of " + Limits.RSA_KEY_BITS_MIN + " to " + Limits.RSA_KEY_BITS_MAX + " bits is expected");
            default -> throw bad(name, "of curves, P-256 and P-384 are expected");
        };
    }

    private static boolean isCurve(ECPublicKey key, String curve) {
        return key.getParams().toString().startsWith(curve);
    }

    private static boolean isSize(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        return bits >= Limits.RSA_KEY_BITS_MIN && bits <= Limits.RSA_KEY_BITS_MAX;
    }

    private static Corrupt bad(String name, String why) {
        return new Corrupt(Subject.STORE, "key " + name + ": " + why);
    }

    /** Whether this key made the signature of this message. */
    boolean proves(byte[] message, byte[] signature) {
        return schemes.stream().anyMatch(scheme -> proves(scheme, message, signature));
    }

    private boolean proves(String scheme, byte[] message, byte[] signature) {
        try {
            boolean hashed = scheme.equals(HASHED_EDDSA);
            Signature check = Signature.getInstance(hashed ? "Ed25519" : scheme);
            if (hashed) {
                check.setParameter(new EdDSAParameterSpec(true));
            }
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // not the form of such a signature
        }
    }
}
