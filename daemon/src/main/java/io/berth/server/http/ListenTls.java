package io.berth.server.http;

import io.berth.io.KeyPairs;
import io.berth.io.Pem;
import io.berth.problem.Problem.InvalidParameter;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How the TCP addresses of the API speak TLS, 1.2 or newer.
 *
 * @param certificate the server's own with its chain, in PEM
 * @param key its private key, in PEM, not encrypted
 * @param clients the authorities that clients' certificates must be from; null asks clients for none
 */
public record ListenTls(
        Path certificate, Path key, @Nullable Path clients) {
    /** Whether only clients with a certificate are served. */
    public boolean isMutual() {
        return clients != null;
    }

    /**
     * Reads the files.
     *
     * @throws IOException that names the file which is of no use, and says why
     */
    SslContext context() throws IOException {
        List<X509Certificate> chain = certificates(certificate);
        try {
            PrivateKey own = Pem.privateKey(text(key), failure(key));
            if (!KeyPairs.match(own, chain.getFirst())) {
                throw new IllegalArgumentException("private key does not match public key");
            }
            SslContextBuilder builder = SslContextBuilder.forServer(own, chain.toArray(X509Certificate[]::new))
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2");
            if (clients != null) {
                builder.trustManager(certificates(clients)).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException(
                    "the TLS certificate " + certificate + " and the key " + key + " cannot be used together: "
                            + e.getMessage(),
                    e);
        } catch (InvalidParameter e) {
            throw new IOException(e.text(), e);
        }
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            return Pem.certificates(text(file), failure(file));
        } catch (InvalidParameter e) {
            throw new IOException(e.text(), e);
        }
    }

    private static Function<String, RuntimeException> failure(Path file) {
        return reason -> new InvalidParameter("the TLS file " + file + " cannot be used: " + reason);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("the TLS file " + file + " is not there", e);
        } catch (IOException e) {
            throw new IOException("the TLS file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
