package io.berth.remote.hosts;

import io.berth.io.KeyPairs;
import io.berth.io.Pem;
import io.berth.io.RemoteLimits;
import io.berth.remote.transport.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Certificates for one registry: {@code *.crt} are authorities, {@code *.cert} and {@code *.key} pairs identify us. */
final class CertificateFiles {
    private CertificateFiles() {}

    /** Reads docker's pattern of names; the errors are dockerd's. */
    static Tls in(Path directory) {
        List<X509Certificate> authorities = new ArrayList<>();
        List<Tls.Identity> identities = new ArrayList<>();
        for (Path file : list(directory)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".crt")) {
                authorities.addAll(authorities(file));
            } else if (name.endsWith(".cert")) {
                Path key = sibling(file, ".cert", ".key");
                if (!Files.exists(key)) {
                    throw new HostsException("missing key " + key.getFileName() + " for client certificate " + name
                            + ". CA certificates must use the extension .crt");
                }
                identities.add(identity(file, key));
            } else if (name.endsWith(".key") && !Files.exists(sibling(file, ".key", ".cert"))) {
                throw new HostsException("missing client certificate "
                        + sibling(file, ".key", ".cert").getFileName() + " for key " + name);
            }
        }
        return new Tls(true, authorities, identities);
    }

    static List<X509Certificate> authorities(Path file) {
        return Pem.certificates(read(file), reason -> failed(file, reason));
    }

    static Tls.Identity identity(Path certificates, Path key) {
        List<X509Certificate> chain = Pem.certificates(read(certificates), reason -> failed(certificates, reason));
        PrivateKey own = Pem.privateKey(read(key), reason -> failed(key, reason));
        if (!KeyPairs.match(own, chain.getFirst())) {
            throw failed(key, "private key does not match public key of " + certificates.getFileName());
        }
        return new Tls.Identity(chain, own);
    }

    static HostsException failed(Path file, String reason) {
        return new HostsException(file + ": " + reason);
    }

    /** The text of a small regular file. */
    static String read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw failed(file, Files.exists(file) ? "not a regular file" : "there is no such file");
            }
            if (Files.size(file) > RemoteLimits.REGISTRY_FILE_BYTES_MAX) {
                throw failed(file, "larger than " + RemoteLimits.REGISTRY_FILE_BYTES_MAX + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw failed(file, "cannot be read as text: " + e.getMessage());
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all =
                    files.sorted().limit(RemoteLimits.REGISTRY_FILES_MAX + 1L).toList();
            if (all.size() > RemoteLimits.REGISTRY_FILES_MAX) {
                throw failed(directory, "more than " + RemoteLimits.REGISTRY_FILES_MAX + " files");
            }
            return all;
        } catch (IOException e) {
            throw failed(directory, "cannot be listed: " + e.getMessage());
        }
    }

    private static Path sibling(Path file, String from, String to) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - from.length()) + to);
    }
}
