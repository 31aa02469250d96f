package io.berth.remote.transport;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a setting to Netty's context for it. */
final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private TlsContexts() {}

    /**
     * A new context. It is collected together with the last connection that uses it.
     *
     * @throws TlsFailed where the certificates are of no use together
     */
    static SslContext of(Tls tls) throws TlsFailed {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(provider(tls));
            if (!tls.verified()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
            } else if (!tls.authorities().isEmpty()) {
                builder.trustManager(trusted(tls.authorities()));
            }
            if (!tls.identities().isEmpty()) {
                builder.keyManager(keys(tls.identities()));
            }
            return builder.build();
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsFailed("tls: " + e.getMessage(), e);
        }
    }

    /** The two that always exist are counted; others come and go with the configuration. */
    private static SslProvider provider(Tls tls) {
        if (!OpenSsl.isAvailable()) {
            return SslProvider.JDK;
        }
        boolean lasting = tls.equals(Tls.VERIFIED) || tls.equals(Tls.UNVERIFIED);
        return lasting ? SslProvider.OPENSSL_REFCNT : SslProvider.OPENSSL;
    }

    /** These and the system's. One that has ended vouches for nobody; the path's validation would not look. */
    static List<X509Certificate> trusted(List<X509Certificate> more) throws GeneralSecurityException {
        List<X509Certificate> all = new ArrayList<>();
        for (X509Certificate authority : more) {
            try {
                authority.checkValidity();
                all.add(authority);
            } catch (CertificateException e) {
                LOG.warn("the authority {} is not trusted: {}", authority.getSubjectX500Principal(), e.getMessage());
            }
        }
        TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        system.init((KeyStore) null);
        for (TrustManager manager : system.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                all.addAll(Arrays.asList(known.getAcceptedIssuers()));
            }
        }
        return all;
    }

    static KeyManagerFactory keys(List<Tls.Identity> identities) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] none = new char[0];
        for (Tls.Identity identity : identities) {
            X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
            store.setKeyEntry("client-" + store.size(), identity.key(), none, chain);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory;
    }
}
