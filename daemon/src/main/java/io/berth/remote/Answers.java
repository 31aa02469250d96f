package io.berth.remote;

import io.berth.io.Limits;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an answer that is no success means. */
final class Answers {
    private Answers() {}

    static RegistryException failure(HttpAnswer answer, @Nullable RemoteError error) {
        String method = answer.call().method();
        URI uri = withoutQuery(answer.call().uri());
        Kind kind = switch (answer.status()) {
            case 401 -> Kind.WRONG_CREDENTIALS;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.MISSING;
            case 408 -> Kind.SERVER;
            case 429 -> Kind.LIMITED;
            default -> answer.status() >= 500 ? Kind.SERVER : Kind.OTHER;
        };
        String message = "unexpected status from " + method + " request to " + uri + ": "
                + RemoteError.clean(answer.statusLine());
        return new RegistryException(
                kind, method, uri, message, error, retryAfter(answer).orElse(null), null);
    }

    /** What an answer that is no success says, as far as it can be read. */
    static RegistryException failure(HttpAnswer answer) {
        byte[] body;
        try {
            body = answer.read(Limits.ERROR_BODY_BYTES_MAX);
        } catch (IOException e) {
            body = new byte[0];
        }
        return failure(answer, RemoteError.parse(body).orElse(null));
    }

    /** A small body whole; one byte more than allowed where it is longer. */
    static byte[] read(HttpAnswer answer, int bytesMax) throws RegistryException {
        try {
            return answer.read(bytesMax);
        } catch (IOException e) {
            throw Caller.network("GET", withoutQuery(answer.call().uri()), e);
        }
    }

    /** Signed addresses carry their secret in the query. */
    static URI withoutQuery(URI uri) {
        return uri.getRawQuery() == null
                ? uri
                : URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath());
    }

    /** Seconds or a date (RFC 9110, 10.2.3); empty where there is neither. */
    static Optional<Duration> retryAfter(HttpAnswer answer) {
        String text = answer.header("Retry-After").orElse("").trim();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), then);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
