package io.berth.testing;

import io.berth.io.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private authority and what it has signed, made by openssl: {@code ca.crt}; {@code server.crt} for
 * {@code localhost}, 127.0.0.1 and ::1; {@code client.cert} with one key in three forms ({@code pkcs8.key},
 * {@code pkcs1.key}) and {@code ec.cert} with {@code ec.key}.
 */
public final class TestCertificates {
    private static final String SCRIPT = """
            set -e
            openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.crt
            sign() { openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "$2" -extfile "$1.ext"; }
            echo 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' > server.ext
            : > client.ext; : > ec.ext
            openssl req -new -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr
            sign server server.crt
            openssl req -new -newkey rsa:2048 -nodes -subj /CN=berth-rsa -keyout pkcs8.key -out client.csr
            sign client client.cert
            openssl rsa -traditional -in pkcs8.key -out pkcs1.key
            openssl ecparam -genkey -name prime256v1 -noout -out ec.key
            openssl req -new -key ec.key -subj /CN=berth-ec -out ec.csr
            sign ec ec.cert
            """;

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    public static TestCertificates in(Path directory) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", SCRIPT)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String told = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new IOException(told);
        }
        return new TestCertificates(directory);
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    /** The server's side; it trusts what the authority has signed. */
    public SSLContext server() throws IOException, GeneralSecurityException {
        X509Certificate ca = certificate("ca.crt");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ca);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        X509Certificate[] chain = {certificate("server.crt"), ca};
        String key = Files.readString(file("server.key"));
        store.setKeyEntry("server", Pem.privateKey(key, IllegalStateException::new), new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private X509Certificate certificate(String name) throws IOException {
        return Pem.certificates(Files.readString(file(name)), IllegalStateException::new)
                .getFirst();
    }
}
