package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.credential.Credentials;
import io.berth.remote.hosts.RegistryHosts;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry whose certificate is of a private authority, and that may ask for ours. */
class TlsTest {
    private static final Digest ANY = Digest.of(new byte[0]);

    @TempDir
    private static Path made;

    private static TestCertificates certificates;

    @TempDir
    private Path certs;

    private final MockWebServer server = new MockWebServer();
    private final CancelToken cancel = new CancelToken();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        certificates = TestCertificates.in(made);
    }

    @BeforeEach
    void serve() throws Exception {
        server.useHttps(certificates.server().getSocketFactory());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .addHeader("Docker-Content-Digest", ANY.toString())
                        .setHeader("Content-Length", "7")
                        .build();
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        remotes.close();
        server.close();
    }

    /** The registry is known by another name, so that nothing is insecure by itself. */
    private void configure(String... keys) throws IOException {
        Path directory = Files.createDirectories(certs.resolve("reg.invalid"));
        String toml = "server = \"https://localhost:" + server.getPort() + "\"\n" + String.join("\n", keys);
        Files.writeString(directory.resolve("hosts.toml"), toml.replace("MADE", made.toString()));
    }

    private void resolve(String name) {
        remotes.reload(new RemoteSettings(
                List.of(),
                List.of(),
                RegistryHosts.read(List.of(certs)),
                Proxies.NONE,
                "test",
                TransportSettings.DEFAULTS));
        Reference reference = Reference.parse(name + "/x:latest");
        RegistryClient client = remotes.client(reference.repository(), Credentials.anonymous(), Map.of());
        assertThat(client.resolve(reference, cancel).target().digest()).isEqualTo(ANY);
    }

    @Test
    void authorityOfItsOwnIsTrusted() throws IOException {
        configure("ca = 'MADE/ca.crt'");
        resolve("reg.invalid");
    }

    @Test
    void unknownAuthorityIsNotTrusted() throws IOException {
        configure();
        assertThatThrownBy(() -> resolve("reg.invalid"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("tls: ");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void anyCertificateIsTakenWhereTheUserSaysSo() throws IOException {
        configure("skip_verify = true");
        resolve("reg.invalid");
    }

    @ParameterizedTest
    @CsvSource({"client.cert, pkcs8.key, berth-rsa", "client.cert, pkcs1.key, berth-rsa", "ec.cert, ec.key, berth-ec"})
    void weShowWhoWeAre(String certificate, String key, String name) throws Exception {
        server.requireClientAuth();
        configure("ca = 'MADE/ca.crt'", "client = [['MADE/" + certificate + "', 'MADE/" + key + "']]");
        resolve("reg.invalid");
        var handshake = server.takeRequest().getHandshake();
        assertThat(handshake).isNotNull();
        assertThat(handshake.peerPrincipal()).hasToString("CN=" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.key", "ec.key"})
    void keyOfAnotherCertificateIsRefused(String key) throws IOException {
        configure("ca = 'MADE/ca.crt'", "client = [['MADE/client.cert', 'MADE/" + key + "']]");
        assertThatThrownBy(() -> resolve("reg.invalid"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(key + ": private key does not match public key of client.cert");
    }

    @Test
    void withoutACertificateTheRegistryRefuses() throws IOException {
        server.requireClientAuth();
        configure("ca = 'MADE/ca.crt'");
        assertThatThrownBy(() -> resolve("reg.invalid")).isInstanceOf(Unavailable.class);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void filesNamedAsDockersAreUsed() throws Exception {
        server.requireClientAuth();
        String name = "localhost:" + server.getPort();
        Path directory = Files.createDirectories(certs.resolve(name));
        Files.copy(certificates.file("ca.crt"), directory.resolve("ca.crt"));
        Files.copy(certificates.file("client.cert"), directory.resolve("client.cert"));
        Files.copy(certificates.file("pkcs1.key"), directory.resolve("client.key"));
        resolve(name);
    }
}
