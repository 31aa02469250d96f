package io.berth.cli.http;

import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is reached by TLS, with docker's files.
 *
 * @param verify whether the engine's certificate must be good, and for its host
 * @param authorities who it must be from; a file that must be there where it is verified
 * @param certificate ours, shown to an engine that asks; none where there is no such file
 * @param key its private key
 */
public record Tls(boolean verify, Path authorities, Path certificate, Path key) {
    private static final char[] NO_PASSWORD = {};

    /** A connected channel. */
    ByteChannel connect(String host, int port, CliException unreachable) throws IOException {
        SSLContext context = context();
        try {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, port);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            if (verify) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new TlsChannel(socket);
        } catch (ConnectException e) {
            throw unreachable;
        }
    }

    private SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("tls: " + e.getMessage(), e);
        }
    }

    private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
        if (!verify) {
            return new TrustManager[] {new TrustEverybody()};
        }
        KeyStore store = empty();
        int count = 0;
        for (Certificate one : certificates(authorities)) {
            store.setCertificateEntry("ca-" + count++, one);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager @Nullable [] keys() throws IOException, GeneralSecurityException {
        if (!Files.exists(certificate) && !Files.exists(key)) {
            return null;
        }
        Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
        KeyStore store = empty();
        store.setKeyEntry("client", PrivateKeyFile.read(key), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (NoSuchFileException e) {
            throw new IOException("open " + file + ": no such file or directory", e);
        }
    }
}
