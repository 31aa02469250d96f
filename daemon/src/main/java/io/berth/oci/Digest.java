package io.berth.oci;

import io.berth.problem.Problem.InvalidParameter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A content address, {@code sha256:<64 hex>} or {@code sha512:<128 hex>}, hex in lower case (image-spec, descriptor,
 * "Digests"). Other algorithms are refused, so a digest that exists is always safe in a path, a URL or a header.
 */
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {
    /** The registered algorithms, with their names in the JDK. */
    public enum Algorithm {
        SHA256("SHA-256", 64),
        SHA512("SHA-512", 128);

        private final String jdkName;
        private final int hexLength;

        Algorithm(String jdkName, int hexLength) {
            this.jdkName = jdkName;
            this.hexLength = hexLength;
        }

        /** The name in a digest: {@code sha256}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public int hexLength() {
            return hexLength;
        }

        /** A new, empty hash. */
        public MessageDigest hash() {
            try {
                return MessageDigest.getInstance(jdkName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public Digest {
        if (hex.length() != algorithm.hexLength() || !isLowerHex(hex)) {
            throw new InvalidParameter("invalid checksum digest format");
        }
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @throws InvalidParameter for anything that is not exactly a digest of a known algorithm
     */
    public static Digest parse(String text) {
        return find(text).orElseThrow(() -> new InvalidParameter("invalid checksum digest format"));
    }

    /** As {@link #parse}, but empty where the text is no digest. */
    public static Optional<Digest> find(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String label = text.substring(0, colon);
        String hex = text.substring(colon + 1);
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.label().equals(label) && hex.length() == algorithm.hexLength() && isLowerHex(hex)) {
                return Optional.of(new Digest(algorithm, hex));
            }
        }
        return Optional.empty();
    }

    /** The sha256 digest of these bytes. */
    public static Digest of(byte[] bytes) {
        return of(Algorithm.SHA256, Algorithm.SHA256.hash().digest(bytes));
    }

    /** The digest whose raw hash value is given. */
    public static Digest of(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /** The twelve digits that people see. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return algorithm.label() + ':' + hex;
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
