package io.berth.registry.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tokens of our own, in the form of docker's token protocol: those that open repositories for minutes, and those for which
 * one of these is given without a password (refresh tokens).
 */
final class TokenSigner {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ISSUER = "berth";
    private static final String REFRESH = "berth-refresh";
    private static final Duration REFRESH_LIFETIME = Duration.ofDays(90);

    private final TokenKey key;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    TokenSigner(TokenKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** A token that opens what {@code granted} says; {@code user} is empty for who has no credentials. */
    String access(String user, String service, List<Scope> granted, Duration lifetime) {
        List<Map<String, Object>> access = granted.stream()
                .map(scope -> Map.of("type", scope.type(), "name", scope.name(), "actions", (Object) scope.actions()))
                .toList();
        return sign(user, service, lifetime, Map.of("access", access));
    }

    /**
     * A token for tokens.
     *
     * @param password the user's password hash; the token ends when it changes
     */
    String refresh(String user, String password) {
        return sign(user, REFRESH, REFRESH_LIFETIME, Map.of("pwd", mark(password)));
    }

    private String sign(String subject, String audience, Duration lifetime, Map<String, Object> more) {
        Instant now = clock.instant();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("sub", subject);
        claims.put("aud", audience);
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        claims.put("nbf", now.getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("jti", id());
        claims.putAll(more);
        String header = JSON.writeValueAsString(Map.of(
                "typ",
                "JWT",
                "alg",
                key.known().algorithm().word(),
                "kid",
                key.known().id()));
        String signed = Base64Url.of(header) + '.' + Base64Url.of(JSON.writeValueAsString(claims));
        return signed + '.' + Base64Url.of(key.sign(signed.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    private String id() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64Url.of(bytes);
    }

    private static String mark(String password) {
        return io.berth.oci.Digest.of(password.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex()
                .substring(0, 32);
    }

    /** Whether a token was signed here, whatever it says. */
    boolean isOurs(Jwt token) {
        return key.known().proves(token);
    }

    /** What an access token of ours says; empty where it is none, or over. */
    Optional<Claims> claims(Jwt token, String service) {
        return isOurs(token) ? Claims.read(token.claims(), ISSUER, service, clock.instant()) : Optional.empty();
    }

    /** Whose refresh token it is; empty where it is none, or over, or from before the password changed. */
    Optional<String> refreshed(String text, Htpasswd users) {
        return Jwt.parse(text)
                .filter(this::isOurs)
                .flatMap(token -> Claims.read(token.claims(), ISSUER, REFRESH, clock.instant())
                        .map(Claims::subject)
                        .filter(user -> {
                            String hash = users.hash(user);
                            return hash != null
                                    && mark(hash).equals(token.claims().text("pwd"));
                        }));
    }

    Instant now() {
        return clock.instant();
    }
}
