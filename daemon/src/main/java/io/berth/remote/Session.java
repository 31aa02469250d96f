package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.oci.Digest;
import io.berth.remote.transport.HttpAnswer;
import io.berth.remote.transport.HttpBody;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests about one registry's repositories for one caller: answers challenges, gets tokens, gets them anew when they
 * have expired, falls back to plain HTTP where that is allowed. Used by several threads at once.
 */
final class Session {
    /** Without, with a token that may have expired, with a new one. */
    private static final int TRIES = 3;

    private final Reach remotes;
    private final Asker asker;
    private final Authorizations authorizations;
    private final Map<String, String> metaHeaders;

    /** What it is known by to those who must not keep it, for its credentials. */
    private final Object id = new Object();

    Session(Reach remotes, Asker asker, Scopes scopes, Map<String, String> metaHeaders) {
        this.remotes = remotes;
        this.asker = asker;
        this.authorizations = new Authorizations(remotes, asker, scopes);
        this.metaHeaders = metaHeaders;
    }

    /**
     * Sends a request until it is answered by something else than a challenge.
     *
     * @return an answer of any status but the registry's own 401; the caller closes it
     */
    HttpAnswer send(Endpoint endpoint, String method, String path, Map<String, String> headers, CancelToken cancel)
            throws IOException {
        return send(endpoint, method, path, headers, null, cancel);
    }

    /** The same with a body, which is sent again from its start where the first answer is a challenge. */
    HttpAnswer send(
            Endpoint endpoint,
            String method,
            String path,
            Map<String, String> headers,
            @Nullable HttpBody body,
            CancelToken cancel)
            throws IOException {
        Endpoint at = remotes.endpoints().current(endpoint);
        int tries = 0;
        while (true) {
            URI uri = at.resolve(path);
            Authorization sent = authorizations.of(at, cancel);
            remotes.silences().check(at, asker.fingerprint(at), id, method, uri);
            HttpAnswer answer;
            try {
                answer = remotes.caller().own(method, uri, at, headers(headers, sent), body, cancel);
            } catch (IOException e) {
                if (Caller.speaksNoTls(e, at) && !cancel.isCancelled()) {
                    at = remotes.endpoints().foundPlain(at);
                    continue;
                }
                remotes.endpoints().forgetPlain(at);
                throw Caller.network(method, uri, e);
            }
            remotes.limits().saw(at, asker.fingerprint(at), answer);
            remotes.silences().saw(at, asker.fingerprint(at), id, answer);
            boolean elsewhere =
                    !uri.getRawAuthority().equals(answer.call().uri().getRawAuthority());
            if (answer.status() != 401 || elsewhere) {
                return answer; // where a redirect led may challenge as it likes: credentials are the registry's
            }
            try (answer) {
                Challenge challenge = Answers.challenge(answer);
                if (++tries >= TRIES) {
                    throw Authorizations.refused(method, uri, challenge, asker.at(at));
                }
                authorizations.answer(method, uri, at, challenge, sent, cancel);
            }
        }
    }

    /** Sends a GET; an answer of any other status than 200 is a failure. */
    HttpAnswer get(Endpoint endpoint, String path, Map<String, String> headers, CancelToken cancel) throws IOException {
        HttpAnswer answer = send(endpoint, "GET", path, headers, cancel);
        if (answer.status() == 200) {
            return answer;
        }
        throw Answers.failure(answer, endpoint.base().getRawAuthority());
    }

    /** Whose session it is, without telling. */
    Digest fingerprint() {
        return asker.fingerprint();
    }

    Map<String, String> metaHeaders() {
        return metaHeaders;
    }

    private Map<String, String> headers(Map<String, String> headers, @Nullable Authorization authorization) {
        Map<String, String> all = new LinkedHashMap<>(metaHeaders);
        all.putAll(headers);
        if (authorization != null) {
            all.put("Authorization", authorization.header());
        }
        return all;
    }
}
