package io.berth.remote.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Speaks TLS with a server only to tell what it is like: its certificates are shown, good or not. */
public final class TlsProbe {
    private TlsProbe() {}

    /**
     * What the server showed.
     *
     * @param chain its own certificate first
     * @param problem why a client that checks would turn away; null where it would not
     */
    public record Session(
            String protocol,
            List<X509Certificate> chain,
            @Nullable String problem) {
        public Session {
            chain = List.copyOf(chain);
        }
    }

    /**
     * Shakes hands over this connection, which it closes with itself.
     *
     * @param host whom the certificate must name
     * @throws IOException where the other side speaks no TLS, or refuses us
     */
    public static Session shakeHands(Socket connected, String host, int port, Tls tls, Duration most)
            throws IOException {
        try {
            Witness witness = new Witness(trusted(tls));
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = tls.identities().isEmpty()
                    ? null
                    : TlsContexts.keys(tls.identities()).getKeyManagers();
            context.init(keys, new TrustManager[] {witness}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connected, host, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.setSoTimeout(Math.toIntExact(most.toMillis()));
                socket.startHandshake();
                return new Session(socket.getSession().getProtocol(), witness.chain, witness.problem);
            }
        } catch (GeneralSecurityException e) {
            throw new TlsFailed("tls: " + e.getMessage(), e);
        }
    }

    private static X509ExtendedTrustManager trusted(Tls tls) throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (!tls.authorities().isEmpty()) {
            store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : TlsContexts.trusted(tls.authorities())) {
                store.setCertificateEntry("ca-" + store.size(), authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager known) {
                return known;
            }
        }
        throw new GeneralSecurityException("no trust manager");
    }

    /** Asks the real one, and lets everybody pass. */
    private static final class Witness extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager real;
        private List<X509Certificate> chain = List.of();
        private @Nullable String problem;

        Witness(X509ExtendedTrustManager real) {
            this.real = real;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket) {
            chain = Arrays.asList(shown);
            try {
                real.checkServerTrusted(shown, type, socket);
            } catch (CertificateException e) {
                problem = reason(e);
            }
        }

        private static String reason(Throwable failure) {
            Throwable deepest = failure;
            while (deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            return String.valueOf(deepest.getMessage());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, SSLEngine engine)
                throws CertificateException {
            real.checkServerTrusted(shown, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) throws CertificateException {
            real.checkServerTrusted(shown, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket)
                throws CertificateException {
            real.checkClientTrusted(shown, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, SSLEngine engine)
                throws CertificateException {
            real.checkClientTrusted(shown, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) throws CertificateException {
            real.checkClientTrusted(shown, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return real.getAcceptedIssuers();
        }
    }
}
