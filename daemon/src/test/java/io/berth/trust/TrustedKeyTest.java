package io.berth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import io.berth.testing.Signer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedKeyTest {
    private static final byte[] MESSAGE = "what was signed".getBytes(StandardCharsets.UTF_8);

    static Stream<Signer> signers() {
        return Stream.of(
                Signer.ecdsa(),
                Signer.ec("secp384r1", "SHA256withECDSA"),
                Signer.ec("secp384r1", "SHA384withECDSA"),
                Signer.of("Ed25519", 0, "Ed25519"),
                Signer.of("RSA", 2048, "SHA256withRSA"));
    }

    @ParameterizedTest
    @MethodSource("signers")
    void provesWhatItSignedAndNothingElse(Signer signer) {
        TrustedKey key = TrustedKey.parse("k", signer.pem());
        byte[] signature = signer.sign(MESSAGE);
        assertThat(key.fingerprint()).isEqualTo(signer.fingerprint());
        assertThat(key.proves(MESSAGE, signature)).isTrue();
        assertThat(key.proves("something else".getBytes(StandardCharsets.UTF_8), signature))
                .isFalse();
        assertThat(key.proves(MESSAGE, Signer.ecdsa().sign(MESSAGE))).isFalse();
        assertThat(key.proves(MESSAGE, new byte[0])).isFalse();
        assertThat(key.proves(MESSAGE, Arrays.copyOf(signature, signature.length - 1)))
                .isFalse();
        assertThat(key.proves(MESSAGE, new byte[signature.length])).isFalse();
    }

    static Stream<Signer> weak() {
        return Stream.of(
                Signer.of("RSA", 1024, "SHA256withRSA"),
                Signer.ec("secp521r1", "SHA256withECDSA"),
                Signer.of("Ed448", 0, "Ed448"),
                Signer.of("DSA", 2048, "SHA256withDSA"),
                Signer.of("RSASSA-PSS", 2048, "RSASSA-PSS"));
    }

    @ParameterizedTest
    @MethodSource("weak")
    void otherKeysAreRefused(Signer signer) {
        assertThatThrownBy(() -> TrustedKey.parse("k", signer.pem()))
                .isInstanceOf(Corrupt.class)
                .hasMessageStartingWith("key k: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519 AAAA",
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n====\n-----END PUBLIC KEY-----",
                "-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED COSIGN PRIVATE KEY-----",
            })
    void junkIsRefused(String pem) {
        assertThatThrownBy(() -> TrustedKey.parse("k", pem)).isInstanceOf(Corrupt.class);
    }

    @Test
    void rsaKeysAreNeitherTooShortNorTooLong() throws GeneralSecurityException {
        assertThat(TrustedKey.parse("k", rsa(Limits.RSA_KEY_BITS_MIN))).isNotNull();
        assertThat(TrustedKey.parse("k", rsa(Limits.RSA_KEY_BITS_MAX))).isNotNull();
        for (int bits : new int[] {Limits.RSA_KEY_BITS_MIN - 1, Limits.RSA_KEY_BITS_MAX + 1}) {
            String pem = rsa(bits);
            assertThatThrownBy(() -> TrustedKey.parse("k", pem))
                    .isInstanceOf(Corrupt.class)
                    .hasMessageContaining("RSA of 2048 to 8192 bits is expected");
        }
    }

    /** A key of the form of one, which is fast to make. */
    private static String rsa(int bits) throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        byte[] key = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)))
                .getEncoded();
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void twoKeysInOneFileAreRefusedRatherThanOneOverlooked() {
        String two = Signer.ecdsa().pem() + Signer.ecdsa().pem();
        assertThatThrownBy(() -> TrustedKey.parse("k", two)).isInstanceOf(Corrupt.class);
    }
}
