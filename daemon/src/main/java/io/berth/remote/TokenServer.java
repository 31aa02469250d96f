package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.remote.Credentials.IdentityToken;
import io.berth.remote.Credentials.Password;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Asks token servers (distribution-spec, "token" and "oauth" authentication). */
final class TokenServer {
    private static final Duration LIFE_DEFAULT = Duration.ofSeconds(60);
    private static final Duration LIFE_MAX = Duration.ofHours(24);
    private static final String CLIENT = "berth";

    private final Caller caller;
    private final TokenCache cache;

    TokenServer(Caller caller, TokenCache cache) {
        this.caller = caller;
        this.cache = cache;
    }

    /** A token for this challenge: a kept one, else a new one. */
    String token(
            Endpoint endpoint, Challenge challenge, TokenCache.Key key, Credentials credentials, CancelToken cancel)
            throws IOException {
        var kept = cache.get(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        URI realm = realm(challenge);
        checkSecret(realm, endpoint, credentials);
        byte[] body;
        try (HttpAnswer answer = ask(realm, endpoint, key, credentials, cancel)) {
            body = Answers.read(answer, Limits.TOKEN_BODY_BYTES_MAX);
            if (answer.status() != 200) {
                throw refused(realm, answer, body);
            }
        }
        JsonNode grant = RemoteError.json(body);
        String token = grant.path("token").asString(grant.path("access_token").asString(""));
        if (token.isEmpty() || !token.chars().allMatch(c -> c > 32 && c < 127)) {
            throw new RegistryException(Kind.OTHER, "GET", realm, "authorization server did not include a token");
        }
        cache.put(key, token, life(grant));
        return token;
    }

    private HttpAnswer ask(
            URI realm, Endpoint endpoint, TokenCache.Key key, Credentials credentials, CancelToken cancel)
            throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!key.service().isEmpty()) {
            fields.put("service", key.service());
        }
        fields.put("scope", key.scope());
        Map<String, String> headers = new LinkedHashMap<>();
        if (credentials instanceof IdentityToken(String refresh)) {
            fields.put("grant_type", "refresh_token");
            fields.put("refresh_token", refresh);
            fields.put("client_id", CLIENT);
            headers.put("Content-Type", "application/x-www-form-urlencoded");
            byte[] form = form(fields).getBytes(StandardCharsets.UTF_8);
            return caller.foreign("POST", realm, endpoint, headers, form, cancel);
        }
        if (credentials instanceof Password password) {
            fields.put("account", password.user());
            fields.put("client_id", CLIENT);
            headers.put("Authorization", password.basic());
        }
        String query = realm.getRawQuery() == null ? "" : realm.getRawQuery() + '&';
        URI uri = URI.create(
                realm.getScheme() + "://" + realm.getRawAuthority() + realm.getRawPath() + '?' + query + form(fields));
        return caller.foreign("GET", uri, endpoint, headers, null, cancel);
    }

    private static URI realm(Challenge challenge) throws RegistryException {
        try {
            URI realm = new URI(challenge.parameter("realm"));
            if (realm.getScheme() != null && realm.getHost() != null && realm.getRawPath() != null) {
                return realm;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new RegistryException(Kind.OTHER, "GET", null, "no usable realm in the registry's token challenge");
    }

    private static void checkSecret(URI realm, Endpoint endpoint, Credentials credentials) throws RegistryException {
        boolean secret = !(credentials instanceof Credentials.Anonymous);
        if (secret && !"https".equalsIgnoreCase(realm.getScheme()) && !endpoint.insecure()) {
            throw new RegistryException(
                    Kind.POLICY, "GET", realm, "credentials are not sent without TLS to a token server");
        }
    }

    private static RegistryException refused(URI realm, HttpAnswer answer, byte[] body) {
        var error = RemoteError.parse(body);
        if (answer.status() == 401 || answer.status() == 403 || answer.status() == 400) {
            String reason = error.map(RemoteError::text).orElse("incorrect username or password");
            return new RegistryException(Kind.WRONG_CREDENTIALS, "GET", realm, "authentication required - " + reason);
        }
        return Answers.failure(answer, error.orElse(null));
    }

    private static Duration life(JsonNode grant) {
        long seconds = grant.path("expires_in").asLong(0);
        Duration life = seconds <= 0 ? LIFE_DEFAULT : Duration.ofSeconds(Math.min(seconds, LIFE_MAX.toSeconds()));
        return life;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + '=' + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
