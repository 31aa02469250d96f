package io.berth.remote.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** The reason that an engine hides behind its general failure is what is told. */
class DistrustTest {
    private static String of(Throwable cause) {
        return Distrust.of(new SSLException("General OpenSslEngine problem", new RuntimeException(cause)));
    }

    @Test
    void nobodyVouches() {
        assertThat(of(new CertPathBuilderException("unable to find valid certification path")))
                .isEqualTo("failed to verify certificate: x509: certificate signed by unknown authority");
    }

    @Test
    void expired() {
        assertThat(of(new CertificateExpiredException("NotAfter: yesterday"))).contains("has expired", "yesterday");
    }

    @Test
    void anotherName() {
        assertThat(of(new CertificateException("No name matching x.test found")))
                .contains("No name matching x.test");
    }

    @Test
    void machineWithoutAuthorities() {
        assertThat(of(new InvalidAlgorithmParameterException("the trustAnchors parameter must be non-empty")))
                .contains("this machine trusts no authority");
    }

    @Test
    void otherwiseTheFailuresOwnWords() {
        assertThat(Distrust.of(new SSLException("no cipher in common"))).isEqualTo("no cipher in common");
    }
}
