package io.berth.remote;

import io.berth.io.RemoteLimits;
import io.berth.remote.RegistryException.Kind;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a token server gives (distribution-spec, "token response").
 *
 * @param life how long the token is good for from now on
 * @param refresh a token for further ones; empty where none was given
 */
record Grant(String token, Duration life, String refresh) {
    private static final Duration LIFE_DEFAULT = Duration.ofSeconds(60);

    /**
     * Reads the answer.
     *
     * @param date the header {@code Date} of the same answer: what has gone of the token's life is told by the server's
     *     own clock, whatever ours shows
     */
    static Grant read(byte[] body, URI realm, Optional<String> date) throws RegistryException {
        JsonNode grant = RemoteError.json(body);
        String token = grant.path("token").asString(grant.path("access_token").asString(""));
        if (!isToken(token)) {
            throw new RegistryException(Kind.OTHER, "GET", realm, "authorization server did not include a token");
        }
        String refresh = grant.path("refresh_token").asString("");
        return new Grant(token, life(grant).minus(age(grant, date)), isToken(refresh) ? refresh : "");
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 32 && c < 127);
    }

    private static Duration life(JsonNode grant) {
        long seconds = grant.path("expires_in").asLong(0);
        return seconds <= 0
                ? LIFE_DEFAULT
                : Duration.ofSeconds(Math.min(seconds, RemoteLimits.TOKEN_LIFE_MAX.toSeconds()));
    }

    /** How long ago the token was made, where a server hands out one that it had already. */
    private static Duration age(JsonNode grant, Optional<String> date) {
        try {
            Instant now = ZonedDateTime.parse(date.orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Instant issued =
                    OffsetDateTime.parse(grant.path("issued_at").asString("")).toInstant();
            Duration age = Duration.between(issued, now);
            return age.isNegative() ? Duration.ZERO : age;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    @Override
    public String toString() {
        return "grant for " + life;
    }
}
