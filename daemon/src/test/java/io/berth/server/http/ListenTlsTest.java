package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One self-made certificate for {@code localhost} is the server's, the client's, and the authority of both. */
class ListenTlsTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeCertificate() throws IOException, InterruptedException {
        makeCertificate("localhost");
    }

    private static void makeCertificate(String name) throws IOException, InterruptedException {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        directory.resolve(keyOf(name)).toString(),
                        "-out",
                        directory.resolve(certificateOf(name)).toString())
                .redirectErrorStream(true)
                .start();
        openssl.getInputStream().readAllBytes();
        assertThat(openssl.waitFor()).isZero();
    }

    private static String keyOf(String name) {
        return name.equals("localhost") ? "key.pem" : name + "-key.pem";
    }

    private static String certificateOf(String name) {
        return name.equals("localhost") ? "cert.pem" : name + "-cert.pem";
    }

    private static ListenTls tls(boolean mutual) {
        Path certificate = directory.resolve("cert.pem");
        return new ListenTls(certificate, directory.resolve("key.pem"), mutual ? certificate : null);
    }

    private static HttpClient client(boolean identified, String... protocols) throws Exception {
        Certificate certificate;
        try (var in = Files.newInputStream(directory.resolve("cert.pem"))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (identified) {
            String pem = Files.readString(directory.resolve("key.pem"));
            own.setKeyEntry(
                    "me", io.berth.io.Pem.privateKey(pem, IllegalStateException::new), new char[0], new Certificate[] {
                        certificate
                    });
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpClient.Builder builder = HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1);
        if (protocols.length > 0) {
            builder.sslParameters(new javax.net.ssl.SSLParameters(null, protocols));
        }
        return builder.build();
    }

    private static String get(ListenTls tls, HttpClient client, String... headers) throws Exception {
        RouteTable routes = new RouteTable();
        routes.get("/large", _ -> TestServer.text("x".repeat(5 << 20)));
        routes.get("/small", _ -> TestServer.text("small"));
        try (Listeners listeners = new Listeners((_, _, _, _) -> {}, Listeners.Access.GUARDED, tls);
                client) {
            ListenAddress bound = listeners.bind(ListenAddress.parse("tcp://127.0.0.1:0"), null);
            listeners.serve(routes);
            int port = ((ListenAddress.Tcp) bound).port();
            URI large = URI.create("https://localhost:" + port + "/large");
            HttpRequest.Builder request = HttpRequest.newBuilder(large);
            if (headers.length > 0) {
                request.headers(headers);
            }
            String body = client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            URI small = URI.create("https://localhost:" + port + "/small");
            return body.length()
                    + client.send(HttpRequest.newBuilder(small).build(), HttpResponse.BodyHandlers.ofString())
                            .body();
        }
    }

    @Test
    void isServedByBothVersionsOfTls() throws Exception {
        assertThat(get(tls(false), client(false))).isEqualTo((5 << 20) + "small");
        assertThat(get(tls(false), client(false, "TLSv1.2"))).isEqualTo((5 << 20) + "small");
    }

    @Test
    void clientWithACertificateIsServedAndNobodyElse() throws Exception {
        assertThat(get(tls(true), client(true))).isEqualTo((5 << 20) + "small");
        HttpClient stranger = client(false);
        assertThatThrownBy(() -> get(tls(true), stranger)).isInstanceOf(IOException.class);
    }

    @Test
    void webPagesAreKeptAwayToo() throws Exception {
        assertThat(get(tls(true), client(true), "Origin", "https://evil.example"))
                .contains("small")
                .doesNotContain(Integer.toString(5 << 20));
    }

    /** The subject of the certificate that a new connection is shown. */
    private static String shown(int port) throws Exception {
        SSLContext anything = SSLContext.getInstance("TLS");
        anything.init(null, new TrustManager[] {new TrustsAll()}, null);
        try (SSLSocket socket = (SSLSocket) anything.getSocketFactory().createSocket("127.0.0.1", port)) {
            return subject(socket);
        }
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void newCertificatesAreForNewConnectionsAndBadOnesForNone() throws Exception {
        makeCertificate("second");
        Path certificate = Files.copy(directory.resolve("cert.pem"), directory.resolve("live.pem"));
        Path key = Files.copy(directory.resolve("key.pem"), directory.resolve("live-key.pem"));
        RouteTable routes = new RouteTable();
        routes.get("/small", _ -> TestServer.text("small"));
        try (Listeners listeners = new Listeners(
                        (_, _, _, _) -> {}, Listeners.Access.GUARDED, new ListenTls(certificate, key, null));
                HttpClient old = client(false)) {
            ListenAddress bound = listeners.bind(ListenAddress.parse("tcp://127.0.0.1:0"), null);
            listeners.serve(routes);
            int port = ((ListenAddress.Tcp) bound).port();
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/small"))
                    .build();
            assertThat(old.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("small");
            Files.writeString(certificate, "nonsense");
            assertThatThrownBy(listeners::readCertificates).hasMessageContaining("live.pem cannot be used");
            assertThat(shown(port)).isEqualTo("CN=localhost");
            Files.copy(directory.resolve("second-cert.pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(directory.resolve("second-key.pem"), key, StandardCopyOption.REPLACE_EXISTING);
            listeners.readCertificates().run();
            assertThat(shown(port)).isEqualTo("CN=second");
            // This client trusts the first certificate alone, and goes on over the connection that it has.
            assertThat(old.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("small");
        }
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        makeCertificate("another");
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("another-key.pem");
        assertThatThrownBy(() -> new ListenTls(certificate, key, null).context())
                .isInstanceOf(IOException.class)
                .hasMessage("the TLS certificate " + certificate + " and the key " + key
                        + " cannot be used together: private key does not match public key");
    }

    @Test
    void fileThatIsOfNoUseIsNamed() throws IOException {
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
        Path missing = directory.resolve("missing.pem");
        Path good = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        assertThatThrownBy(() -> new ListenTls(nonsense, key, null).context())
                .isInstanceOf(IOException.class)
                .hasMessage("the TLS file " + nonsense + " cannot be used: no certificate in PEM form");
        assertThatThrownBy(() -> new ListenTls(good, good, null).context())
                .hasMessage("the TLS file " + good + " cannot be used: no private key in PEM form");
        assertThatThrownBy(() -> new ListenTls(missing, key, null).context())
                .hasMessage("the TLS file " + missing + " is not there");
        assertThatThrownBy(() -> new ListenTls(good, key, missing).context())
                .hasMessage("the TLS file " + missing + " is not there");
    }
}
