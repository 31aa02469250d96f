package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.RemoteLimits;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.credential.Credentials;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Asks token servers (distribution-spec, "token" and "oauth" authentication). Whoever has credentials asks by POST first,
 * which keeps refresh tokens out of addresses, and by GET where the server does not know that. Many who want the same
 * token at once cause one request.
 */
final class TokenServer {
    private static final int LOCKS = 64;

    private final Caller caller;
    private final TokenCache cache;
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);
    private final Set<String> withoutPost = ConcurrentHashMap.newKeySet();

    TokenServer(Caller caller, TokenCache cache) {
        this.caller = caller;
        this.cache = cache;
    }

    /** A token for this challenge: a kept one, else a new one. */
    String token(Endpoint endpoint, TokenCache.Key key, Credentials credentials, CancelToken cancel)
            throws IOException {
        var kept = cache.get(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        lock.lock();
        try {
            kept = cache.get(key);
            if (kept.isPresent()) {
                return kept.get();
            }
            Grant grant = grant(endpoint, TokenRequest.of(key), credentials, cancel);
            cache.put(key, grant.token(), grant.life());
            return grant.token();
        } finally {
            lock.unlock();
        }
    }

    void drop(TokenCache.Key key, String token) {
        cache.drop(key, token);
    }

    /** A new token, whatever is kept. */
    Grant grant(Endpoint endpoint, TokenRequest wanted, Credentials credentials, CancelToken cancel)
            throws IOException {
        URI realm = realm(wanted.realm());
        boolean anonymous = credentials instanceof Credentials.Anonymous;
        if (!anonymous && !"https".equalsIgnoreCase(realm.getScheme()) && !endpoint.insecure()) {
            throw new RegistryException(
                    Kind.POLICY, "GET", realm, "credentials are not sent without TLS to a token server");
        }
        if (anonymous || withoutPost.contains(wanted.realm()) || (wanted.lasting() && !wanted.isRefresh(credentials))) {
            return get(endpoint, wanted, realm, credentials, cancel);
        }
        HttpAnswer answer = wanted.post(caller, realm, endpoint, credentials, cancel);
        if (!knowsNoPost(answer.status())) {
            return read(answer, realm);
        }
        answer.close();
        Grant grant = get(endpoint, wanted, realm, credentials, cancel);
        if (withoutPost.size() >= Limits.REMEMBERED_MAX) {
            withoutPost.clear();
        }
        withoutPost.add(wanted.realm());
        return grant;
    }

    private Grant get(Endpoint endpoint, TokenRequest wanted, URI realm, Credentials credentials, CancelToken cancel)
            throws IOException {
        return read(wanted.get(caller, realm, endpoint, credentials, cancel), realm);
    }

    /** Servers without it say 404 or 405, and some 400, 401 or 403. */
    private static boolean knowsNoPost(int status) {
        return status == 501 || (status >= 400 && status < 500 && status != 429);
    }

    private static Grant read(HttpAnswer open, URI realm) throws IOException {
        try (HttpAnswer answer = open) {
            byte[] body = Answers.read(answer, RemoteLimits.TOKEN_BODY_BYTES_MAX);
            if (answer.status() != 200) {
                throw refused(realm, answer, body);
            }
            return Grant.read(body, realm, answer.header("Date"));
        }
    }

    private static URI realm(String text) throws RegistryException {
        try {
            URI realm = new URI(text);
            if (realm.getScheme() != null && realm.getHost() != null && realm.getRawPath() != null) {
                return realm;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new RegistryException(Kind.OTHER, "GET", null, "no usable realm in the registry's token challenge");
    }

    private static RegistryException refused(URI realm, HttpAnswer answer, byte[] body) {
        if (answer.status() == 401 || answer.status() == 403 || answer.status() == 400) {
            String reason = RemoteError.parse(body)
                    .map(error -> Secrets.of(answer.call()).hide(error.text()))
                    .orElse("incorrect username or password");
            return new RegistryException(Kind.WRONG_CREDENTIALS, "GET", realm, "authentication required - " + reason);
        }
        return Answers.failure(answer, body);
    }
}
