package io.berth.registry.access;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The public keys of an outside issuer. */
@FunctionalInterface
interface IssuerKeys {
    /**
     * All that may have signed a token that names this key.
     *
     * @throws io.berth.problem.Problem.Unavailable where they cannot be had
     */
    List<JwtKey> find(String keyId);

    /** Brings the document at an address; bounded, and careful of where it goes. */
    @FunctionalInterface
    interface Fetch {
        byte[] get(URI uri) throws IOException;
    }
}
