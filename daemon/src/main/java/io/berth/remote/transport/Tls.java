package io.berth.remote.transport;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How TLS is spoken with a server.
 *
 * @param verified whether its certificate must be good
 * @param authorities trusted beside the system's
 * @param identities what we show to a server that asks who we are; it gets the one that it accepts
 */
public record Tls(boolean verified, List<X509Certificate> authorities, List<Identity> identities) {
    public static final Tls VERIFIED = new Tls(true, List.of(), List.of());
    public static final Tls UNVERIFIED = new Tls(false, List.of(), List.of());

    public Tls {
        authorities = List.copyOf(authorities);
        identities = List.copyOf(identities);
    }

    public Tls unverified() {
        return verified ? new Tls(false, authorities, identities) : this;
    }

    /** The same trust for a server that need not know who we are. */
    public Tls anonymous() {
        return identities.isEmpty() ? this : new Tls(verified, authorities, List.of());
    }

    /** A certificate with its chain, and its private key. */
    public record Identity(List<X509Certificate> chain, PrivateKey key) {
        public Identity {
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return "Identity[" + chain.getFirst().getSubjectX500Principal() + ']';
        }
    }

    @Override
    public String toString() {
        return "Tls[verified=" + verified + ", " + authorities.size() + " authorities, " + identities + ']';
    }
}
