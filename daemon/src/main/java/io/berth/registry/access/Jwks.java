package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.oci.Fields;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Optional;

/**
 * A JWK set (RFC 7517, RFC 8037): RSA of 2048 to 8192 bits, P-256 and Ed25519. Keys of other kinds, for other uses or
 * with other algorithms are passed over, so that an issuer may add some; a broken key of ours is an error.
 */
final class Jwks {
    private static final int COORDINATE_BYTES = 32;

    private Jwks() {}

    /**
     * Reads a set.
     *
     * @throws Corrupt where it is none, has too many keys, or none that we can use
     */
    static List<JwtKey> parse(byte[] bytes) {
        Fields set = Fields.read(bytes, Subject.STORE, "key set");
        List<Optional<JwtKey>> keys = set.objects("keys", Jwks::key);
        if (keys.size() > Limits.ISSUER_KEYS_MAX) {
            throw bad("more than " + Limits.ISSUER_KEYS_MAX + " keys");
        }
        List<JwtKey> usable = keys.stream().flatMap(Optional::stream).toList();
        if (usable.isEmpty()) {
            throw bad("no key for RS256, ES256 or EdDSA");
        }
        return usable;
    }

    private static Optional<JwtKey> key(Fields key) {
        String use = key.text("use");
        if (!use.isEmpty() && !use.equals("sig")) {
            return Optional.empty();
        }
        try {
            return switch (key.text("kty") + ' ' + key.text("crv")) {
                case "RSA " -> of(key, JwtKey.Algorithm.RS256, rsa(key));
                case "EC P-256" -> of(key, JwtKey.Algorithm.ES256, p256(key));
                case "OKP Ed25519" -> of(key, JwtKey.Algorithm.EDDSA, ed25519(key));
                default -> Optional.empty();
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw bad("key \"" + key.text("kid") + "\" is not valid");
        }
    }

    private static Optional<JwtKey> of(Fields key, JwtKey.Algorithm algorithm, PublicKey parsed) {
        String said = key.text("alg");
        return said.isEmpty() || said.equals(algorithm.word())
                ? Optional.of(new JwtKey(key.text("kid"), algorithm, parsed))
                : Optional.empty();
    }

    private static PublicKey rsa(Fields key) throws GeneralSecurityException {
        BigInteger modulus = number(key, "n");
        BigInteger exponent = number(key, "e");
        boolean strong =
                modulus.bitLength() >= Limits.RSA_KEY_BITS_MIN && modulus.bitLength() <= Limits.RSA_KEY_BITS_MAX;
        if (!strong || exponent.bitLength() > 64 || !exponent.testBit(0) || exponent.intValue() == 1) {
            throw new IllegalArgumentException("too short, too long, or with a bad exponent");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static PublicKey p256(Fields key) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
        ECPoint point = new ECPoint(coordinate(key, "x"), coordinate(key, "y"));
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, parameters));
    }

    private static BigInteger coordinate(Fields key, String name) {
        byte[] bytes = Base64Url.bytes(key.text(name));
        if (bytes.length != COORDINATE_BYTES) {
            throw new IllegalArgumentException("not " + COORDINATE_BYTES + " bytes");
        }
        return new BigInteger(1, bytes);
    }

    /** The y coordinate in little-endian order, whose highest bit is the sign of x (RFC 8032, 5.1.2). */
    private static PublicKey ed25519(Fields key) throws GeneralSecurityException {
        byte[] bytes = Base64Url.bytes(key.text("x"));
        if (bytes.length != COORDINATE_BYTES) {
            throw new IllegalArgumentException("not " + COORDINATE_BYTES + " bytes");
        }
        boolean odd = (bytes[COORDINATE_BYTES - 1] & 0x80) != 0;
        bytes[COORDINATE_BYTES - 1] &= 0x7f;
        byte[] big = new byte[COORDINATE_BYTES];
        for (int i = 0; i < COORDINATE_BYTES; i++) {
            big[i] = bytes[COORDINATE_BYTES - 1 - i];
        }
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, big));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static BigInteger number(Fields key, String name) {
        return new BigInteger(1, Base64Url.bytes(key.text(name)));
    }

    private static Corrupt bad(String why) {
        return new Corrupt(Subject.STORE, "invalid key set: " + why);
    }
}
