package io.berth.io;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** Private keys and the certificates that are theirs. TLS libraries find out that they are not with the first connection alone. */
public final class KeyPairs {
    private static final byte[] ANYTHING = {1, 2, 3};

    private KeyPairs() {}

    /** Whether what is signed with the key can be verified with the certificate. */
    public static boolean match(PrivateKey key, X509Certificate certificate) {
        try {
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(ANYTHING);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(ANYTHING);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of different kinds
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm(); // EdDSA
        };
    }
}
