package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.remote.Credentials.Password;
import io.berth.remote.Credentials.RegistryToken;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests about one repository with one caller's credentials: answers challenges, gets tokens, gets them anew when they
 * have expired, falls back to plain HTTP where that is allowed. Used by several threads at once.
 */
final class Session {
    /** Without, with a token that may have expired, with a new one. */
    private static final int TRIES = 3;

    private final Reach remotes;
    private final String scope;
    private final Credentials credentials;
    private final Map<String, String> metaHeaders;
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();

    Session(Reach remotes, String scope, Credentials credentials, Map<String, String> metaHeaders) {
        this.remotes = remotes;
        this.scope = scope;
        this.credentials = credentials;
        this.metaHeaders = metaHeaders;
    }

    /**
     * Sends a request until it is answered by something else than a challenge.
     *
     * @return an answer of any status but 401; the caller closes it
     */
    HttpAnswer send(Endpoint endpoint, String method, String path, Map<String, String> headers, CancelToken cancel)
            throws IOException {
        Endpoint at = remotes.endpoints().current(endpoint);
        int tries = 0;
        while (true) {
            URI uri = at.resolve(path);
            String authorization = authorization(at);
            HttpAnswer answer;
            try {
                answer = remotes.caller().own(method, uri, at, headers(headers, authorization), cancel);
            } catch (IOException e) {
                if (Caller.speaksNoTls(e, at) && !cancel.isCancelled()) {
                    at = remotes.endpoints().foundPlain(at);
                    continue;
                }
                remotes.endpoints().forgetPlain(at);
                throw Caller.network(method, uri, e);
            }
            remotes.limits().saw(at, fingerprint(), answer);
            if (answer.status() != 401) {
                return answer;
            }
            try (answer) {
                Challenge challenge = challenge(answer);
                if (++tries >= TRIES) {
                    throw refused(method, uri, challenge);
                }
                answerChallenge(method, uri, at, challenge, authorization, cancel);
            }
        }
    }

    /** Sends a GET; an answer of any other status than 200 is a failure. */
    HttpAnswer get(Endpoint endpoint, String path, Map<String, String> headers, CancelToken cancel) throws IOException {
        HttpAnswer answer = send(endpoint, "GET", path, headers, cancel);
        if (answer.status() == 200) {
            return answer;
        }
        try (answer) {
            throw Answers.failure(answer);
        }
    }

    /** Whose session it is, without telling. */
    Digest fingerprint() {
        return credentials.fingerprint();
    }

    Map<String, String> metaHeaders() {
        return metaHeaders;
    }

    private Map<String, String> headers(Map<String, String> headers, @Nullable String authorization) {
        Map<String, String> all = new LinkedHashMap<>(metaHeaders);
        all.putAll(headers);
        if (authorization != null) {
            all.put("Authorization", authorization);
        }
        return all;
    }

    private @Nullable String authorization(Endpoint at) {
        String known = authorizations.get(Endpoint.origin(at.base()));
        return known == null && credentials instanceof RegistryToken(String token) ? "Bearer " + token : known;
    }

    private static Challenge challenge(HttpAnswer answer) throws RegistryException {
        var challenge = Challenge.choose(answer.headers("WWW-Authenticate"));
        if (challenge.isEmpty()) {
            throw Answers.failure(answer);
        }
        return challenge.get();
    }

    private void answerChallenge(
            String method, URI uri, Endpoint at, Challenge challenge, @Nullable String used, CancelToken cancel)
            throws IOException {
        String origin = Endpoint.origin(at.base());
        if (credentials instanceof RegistryToken) {
            throw refused(method, uri, challenge);
        }
        if (challenge.scheme().equals("basic")) {
            if (!(credentials instanceof Password password)) {
                throw new RegistryException(Kind.NO_CREDENTIALS, method, uri, "no basic auth credentials");
            }
            if (password.basic().equals(used)) {
                throw refused(method, uri, challenge);
            }
            if (!at.isSecure() && !at.insecure()) {
                throw new RegistryException(Kind.POLICY, method, uri, "credentials are not sent without TLS");
            }
            authorizations.put(origin, password.basic());
            return;
        }
        TokenCache.Key key = new TokenCache.Key(
                challenge.parameter("realm"),
                challenge.parameter("service"),
                challenge.parameters().getOrDefault("scope", scope),
                credentials.fingerprint());
        if (used != null && used.startsWith("Bearer ")) {
            remotes.tokens().drop(key, used.substring("Bearer ".length()));
        }
        TokenServer server = new TokenServer(remotes.caller(), remotes.tokens());
        try {
            authorizations.put(origin, "Bearer " + server.token(at, challenge, key, credentials, cancel));
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw Caller.network("GET", URI.create(key.realm()), e);
        }
    }

    private RegistryException refused(String method, URI uri, Challenge challenge) {
        boolean denied = challenge.isInsufficientScope()
                || (challenge.scheme().equals("bearer") && credentials instanceof Credentials.Anonymous);
        return denied
                ? new RegistryException(Kind.DENIED, method, uri, "insufficient scope")
                : new RegistryException(Kind.WRONG_CREDENTIALS, method, uri, "incorrect username or password");
    }
}
