package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Subject;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.Credentials.IdentityToken;
import io.berth.remote.credential.Credentials.RegistryToken;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks credentials: {@code GET /v2/} of the registry itself, never of a mirror, answering its challenge. Keeps nothing. */
final class Login {
    private static final String TOKEN_REFUSED = "authentication required - ";

    private final Reach remotes;
    private final String registry;
    private final Credentials credentials;
    private final CancelToken cancel;
    private String identity;

    Login(Reach remotes, String registry, Credentials credentials, CancelToken cancel) {
        this.remotes = remotes;
        this.registry = registry;
        this.credentials = credentials;
        this.cancel = cancel;
        this.identity = credentials instanceof IdentityToken(String token) ? token : "";
    }

    String run() {
        Endpoint own = remotes.endpoints().own(registry);
        List<Endpoint> endpoints = new ArrayList<>(List.of(own));
        if (own.isSecure() && own.insecure()) {
            endpoints.add(own.plain());
        }
        Problem failure = new Unavailable(Subject.REGISTRY, "no endpoint");
        for (Endpoint endpoint : endpoints) {
            try {
                check(endpoint);
                return identity;
            } catch (RegistryException e) {
                failure = problem(endpoint, e);
                if (failure instanceof Unauthorized) {
                    throw failure; // wrong with TLS is not right without
                }
            } catch (IOException e) {
                failure = RemoteProblems.unexpected(e);
            }
        }
        throw failure;
    }

    private void check(Endpoint endpoint) throws IOException {
        Challenge challenge;
        try (HttpAnswer answer = ask(endpoint, Map.of())) {
            if (answer.status() != 401) {
                require(answer);
                return;
            }
            challenge = Answers.challenge(answer);
        }
        Map<String, String> headers = Map.of("Authorization", authorization(endpoint, challenge));
        try (HttpAnswer answer = ask(endpoint, headers)) {
            require(answer);
        }
    }

    private HttpAnswer ask(Endpoint endpoint, Map<String, String> headers) throws IOException {
        URI uri = endpoint.resolve("/v2/");
        try {
            return remotes.caller().own("GET", uri, endpoint, headers, cancel);
        } catch (IOException e) {
            throw Caller.network("GET", uri, e);
        }
    }

    private static void require(HttpAnswer answer) throws RegistryException {
        if (answer.status() != 200) {
            throw Answers.failure(answer);
        }
    }

    private String authorization(Endpoint endpoint, Challenge challenge) throws IOException {
        URI uri = endpoint.resolve("/v2/");
        if (challenge.scheme().equals("basic")) {
            return Authorizations.basic("GET", uri, endpoint, credentials).header();
        }
        if (credentials instanceof RegistryToken(String token)) {
            return "Bearer " + token;
        }
        TokenRequest wanted =
                new TokenRequest(challenge.parameter("realm"), challenge.parameter("service"), Scopes.NONE, true);
        try {
            Grant grant = remotes.tokens().grant(endpoint, wanted, credentials, cancel);
            identity = grant.refresh().isEmpty() ? identity : grant.refresh();
            return "Bearer " + grant.token();
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw Caller.network("GET", URI.create(wanted.realm()), e);
        }
    }

    /** In dockerd's words and states: what a token server refuses is the client's affair, the rest the registry's. */
    private static Problem problem(Endpoint endpoint, RegistryException e) {
        String uri = endpoint.resolve("/v2/").toString();
        String get = "Get \"" + uri + "\": ";
        return switch (e.kind()) {
            case WRONG_CREDENTIALS, DENIED, FORBIDDEN ->
                e.text().startsWith(TOKEN_REFUSED)
                        ? new Unauthorized(
                                Subject.REQUEST,
                                get + "unauthorized: " + e.text().substring(TOKEN_REFUSED.length()))
                        : new Unauthorized(
                                Subject.REGISTRY, "login attempt to " + uri + " failed with status: " + status(e));
            case NO_CREDENTIALS -> new Unauthorized(Subject.REGISTRY, get + e.text());
            case NETWORK -> {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                yield new Unavailable(Subject.REGISTRY, get + cause.getMessage(), e);
            }
            case MISSING, LIMITED, SERVER, OTHER, POLICY -> new Unavailable(Subject.REGISTRY, e.text(), e);
        };
    }

    private static String status(RegistryException e) {
        return e.kind() == Kind.FORBIDDEN ? "403 Forbidden" : "401 Unauthorized";
    }
}
