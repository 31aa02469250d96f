package io.berth.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @ParameterizedTest
    @CsvSource({
        "'', no private key in PEM form",
        "CERTIFICATE, no private key in PEM form",
        "ENCRYPTED PRIVATE KEY, an encrypted private key cannot be used",
        "RSA PRIVATE KEY, 'not a valid RSA, EC or Ed25519 private key'",
        "EC PRIVATE KEY, not a valid private key",
        "PRIVATE KEY, 'not a valid RSA, EC or Ed25519 private key'",
    })
    void whatIsNoKeyIsRefused(String label, String reason) {
        assertThatThrownBy(() -> Pem.privateKey(block(label, "MAMCAQA="), IllegalStateException::new))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MA==", "MIQ=", "MIT/////", "MAQwhP//", "MAOggwA=", "A"})
    void keysThatAreCutAreRefused(String base64) {
        assertThatThrownBy(() -> Pem.privateKey(block("EC PRIVATE KEY", base64), IllegalStateException::new))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({"'', no certificate in PEM form", "CERTIFICATE, not a valid certificate"})
    void whatIsNoCertificateIsRefused(String label, String reason) {
        assertThatThrownBy(() -> Pem.certificates(block(label, "MAMCAQA="), IllegalStateException::new))
                .hasMessage(reason);
    }

    private static String block(String label, String base64) {
        return label.isEmpty() ? "" : "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
