package io.berth.registry.access;

import io.berth.io.AtomicFiles;
import io.berth.io.Disk;
import io.berth.io.Pem;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key with which this daemon signs its tokens: made by chance once, kept in the file {@code token-key} of the data
 * root, which its owner alone can read. Whoever deletes the file takes all tokens back.
 */
record TokenKey(PrivateKey secret, JwtKey known) {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKey.class);
    private static final String FILE = "token-key";

    /** The key of a data root, new where there is none, or one that cannot be used. */
    static TokenKey in(Path dataRoot) throws IOException {
        Path file = dataRoot.resolve(FILE);
        try {
            return parse(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            LOG.debug("a key for tokens is made");
        } catch (IllegalArgumentException | IOException e) {
            LOG.warn("{} cannot be used, and all tokens end: {}", file, e.getMessage());
        }
        KeyPair pair = make();
        AtomicFiles.writePrivate(Disk.REAL, file, text(pair).getBytes(StandardCharsets.US_ASCII));
        return of(pair.getPrivate(), pair.getPublic());
    }

    private static KeyPair make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static String text(KeyPair pair) {
        return block("PRIVATE KEY", pair.getPrivate().getEncoded())
                + block("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static String block(String kind, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    private static TokenKey parse(String text) {
        TokenKey key = of(
                Pem.privateKey(text, IllegalArgumentException::new),
                Pem.publicKey(text, IllegalArgumentException::new));
        byte[] sample = "sample".getBytes(StandardCharsets.US_ASCII);
        if (!key.known.verifies(sample, key.sign(sample))) {
            throw new IllegalArgumentException("its halves do not belong together");
        }
        return key;
    }

    private static TokenKey of(PrivateKey secret, PublicKey known) {
        String id = Digest.of(known.getEncoded()).hex().substring(0, 16);
        return new TokenKey(secret, new JwtKey(id, JwtKey.Algorithm.ES256, known));
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = known.algorithm().signature();
            signature.initSign(secret);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no private key on P-256", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return known.id();
    }
}
