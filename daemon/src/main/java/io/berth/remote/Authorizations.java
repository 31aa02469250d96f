package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.Credentials.Anonymous;
import io.berth.remote.credential.Credentials.Password;
import io.berth.remote.credential.Credentials.RegistryToken;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What one session sends to which origin, by how that origin has asked. */
final class Authorizations {
    private final Reach remotes;
    private final Asker asker;
    private final Scopes scopes;
    private final Map<String, Authorization> held = new ConcurrentHashMap<>();

    Authorizations(Reach remotes, Asker asker, Scopes scopes) {
        this.remotes = remotes;
        this.asker = asker;
        this.scopes = scopes;
    }

    /** What this session has for the origin, else what the origin is known to ask for; null where it has never asked. */
    @Nullable
    Authorization of(Endpoint at, CancelToken cancel) throws IOException {
        Authorization known = held.get(Endpoint.origin(at.base()));
        if (known != null) {
            return known;
        }
        Optional<RegistryToken> brought = asker.token(at);
        if (brought.isPresent()) {
            return Authorization.bearer(brought.get().token(), null);
        }
        Optional<Challenge> challenge = remotes.challenges().of(at.base());
        return challenge.isEmpty() ? null : unasked(at, challenge.get(), cancel);
    }

    /** An origin that asked before may not ask this time, and any failure but a refusal leaves that to be seen. */
    private @Nullable Authorization unasked(Endpoint at, Challenge challenge, CancelToken cancel) throws IOException {
        try {
            Authorization answer = answered("GET", at.base(), at, challenge, null, cancel);
            held.put(Endpoint.origin(at.base()), answer);
            return answer;
        } catch (RegistryException e) {
            switch (e.kind()) {
                case WRONG_CREDENTIALS -> throw e;
                case NO_CREDENTIALS, POLICY -> {}
                case NETWORK, MISSING, DENIED, FORBIDDEN, LIMITED, SERVER, OTHER ->
                    remotes.challenges().forget(at.base());
            }
            return null;
        }
    }

    /**
     * Gets ready for a request to be sent again after it was refused with this challenge.
     *
     * @param sent what was refused; its token is forgotten
     */
    void answer(
            String method, URI uri, Endpoint at, Challenge challenge, @Nullable Authorization sent, CancelToken cancel)
            throws IOException {
        String origin = Endpoint.origin(at.base());
        if (sent != null) {
            held.remove(origin, sent);
            if (sent.key() != null) {
                remotes.tokens().drop(sent.key(), sent.token());
            }
        }
        held.put(origin, answered(method, uri, at, challenge, sent, cancel));
        remotes.challenges().remember(at.base(), challenge);
    }

    private Authorization answered(
            String method, URI uri, Endpoint at, Challenge challenge, @Nullable Authorization sent, CancelToken cancel)
            throws IOException {
        Credentials credentials = asker.at(at);
        if (credentials instanceof RegistryToken) {
            throw refused(method, uri, challenge, credentials);
        }
        if (challenge.scheme().equals("basic")) {
            Authorization answer = basic(method, uri, at, credentials);
            if (answer.equals(sent)) {
                throw refused(method, uri, challenge, credentials);
            }
            return answer;
        }
        TokenCache.Key key = new TokenCache.Key(
                challenge.parameter("realm"),
                challenge.parameter("service"),
                scopes.as(challenge.parameter("scope")),
                credentials.fingerprint());
        try {
            return Authorization.bearer(remotes.tokens().token(at, key, credentials, cancel), key);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw Caller.network("GET", URI.create(key.realm()), e);
        }
    }

    static Authorization basic(String method, URI uri, Endpoint at, Credentials credentials) throws RegistryException {
        if (!(credentials instanceof Password password) || password.password().isEmpty()) {
            throw new RegistryException(Kind.NO_CREDENTIALS, method, uri, "no basic auth credentials");
        }
        if (!at.isSecure() && !at.insecure()) {
            throw new RegistryException(Kind.POLICY, method, uri, "credentials are not sent without TLS");
        }
        return Authorization.basic(password);
    }

    static RegistryException refused(String method, URI uri, Challenge challenge, Credentials credentials) {
        boolean denied = challenge.isInsufficientScope()
                || (challenge.scheme().equals("bearer") && credentials instanceof Anonymous);
        return denied
                ? new RegistryException(Kind.DENIED, method, uri, "insufficient scope")
                : new RegistryException(Kind.WRONG_CREDENTIALS, method, uri, "incorrect username or password");
    }
}
