package io.berth.remote;

import io.berth.oci.Digest;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.Credentials.Anonymous;
import io.berth.remote.credential.Credentials.RegistryToken;
import io.berth.remote.credential.KnownCredentials;
import io.berth.remote.credential.ServerAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who one caller is at each place. What he brings is for the registry that he named and goes to no mirror; where he
 * brings nothing, and at mirrors, it is what the daemon knows by that host's own name.
 */
final class Asker {
    private final String registry;
    private final Credentials brought;
    private final KnownCredentials known;
    private final Map<String, Credentials> found = new ConcurrentHashMap<>();

    Asker(String registry, Credentials brought, KnownCredentials known) {
        this.registry = ServerAddress.registry(registry);
        this.brought = brought;
        this.known = known;
    }

    /** May run a credential helper, once for each host. */
    Credentials at(Endpoint endpoint) {
        return isOwn(endpoint) && !(brought instanceof Anonymous)
                ? brought
                : found.computeIfAbsent(host(endpoint), known::of);
    }

    /** A bearer token of the caller's, which goes to the registry unasked, as he wished by giving it. */
    Optional<RegistryToken> token(Endpoint endpoint) {
        return brought instanceof RegistryToken token && isOwn(endpoint) ? Optional.of(token) : Optional.empty();
    }

    /** Of what the caller brings. */
    Digest fingerprint() {
        return brought.fingerprint();
    }

    /** Of what has been used there so far. */
    Digest fingerprint(Endpoint endpoint) {
        Credentials used = isOwn(endpoint) && !(brought instanceof Anonymous) ? brought : found.get(host(endpoint));
        return used == null ? Credentials.anonymous().fingerprint() : used.fingerprint();
    }

    private boolean isOwn(Endpoint endpoint) {
        return host(endpoint).equals(registry);
    }

    private static String host(Endpoint endpoint) {
        return ServerAddress.registry(endpoint.base().getRawAuthority());
    }
}
