package io.berth.registry.access;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * A public key and the one algorithm that it is for, so that no token chooses how it is checked.
 *
 * @param id as tokens name it; may be empty
 */
record JwtKey(String id, Algorithm algorithm, PublicKey key) {
    /** What tokens are signed with (RFC 7518, RFC 8037), and the JDK's name for it. */
    enum Algorithm {
        RS256("RS256", "SHA256withRSA"),
        ES256("ES256", "SHA256withECDSAinP1363Format"),
        EDDSA("EdDSA", "Ed25519");

        private final String word;
        private final String scheme;

        Algorithm(String word, String scheme) {
            this.word = word;
            this.scheme = scheme;
        }

        String word() {
            return word;
        }

        Signature signature() throws GeneralSecurityException {
            return Signature.getInstance(scheme);
        }
    }

    /** Whether this key signed the token. */
    boolean proves(Jwt token) {
        boolean meant = token.keyId().isEmpty() || id.isEmpty() || token.keyId().equals(id);
        return meant && token.algorithm().equals(algorithm.word) && verifies(token.signed(), token.signature());
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature check = algorithm.signature();
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // not the form of such a signature
        }
    }
}
