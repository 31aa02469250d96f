package io.berth.cli.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key in PEM: PKCS #8, or RSA's older PKCS #1. */
final class PrivateKeyFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([^-]*+)-----END", Pattern.DOTALL);
    private static final String[] ALGORITHMS = {"RSA", "EC", "EdDSA"};

    /** Version 0, and the algorithm rsaEncryption without parameters (RFC 8017, appendix A). */
    private static final byte[] RSA_HEAD = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeyFile() {}

    static PrivateKey read(Path file) throws IOException, GeneralSecurityException {
        Matcher block = BLOCK.matcher(Files.readString(file));
        if (!block.find() || block.group(2).contains("ENCRYPTED")) {
            throw new IOException(file + ": no private key without a password in it; openssl pkcs8 -topk8 -nodes makes"
                    + " one of others");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": not valid base64", e);
        }
        return key(file, block.group(1).startsWith("RSA") ? wrapped(der) : der);
    }

    private static PrivateKey key(Path file, byte[] pkcs8) throws IOException, GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // It may be of the next kind.
            }
        }
        throw new IOException(file + ": not a valid RSA, EC or Ed25519 private key");
    }

    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        inside.writeBytes(RSA_HEAD);
        inside.writeBytes(element(OCTET_STRING, pkcs1));
        return element(SEQUENCE, inside.toByteArray());
    }

    /** A DER element with a length of two bytes, which every RSA key has. */
    private static byte[] element(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x82);
        out.write(value.length >> 8);
        out.write(value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }
}
