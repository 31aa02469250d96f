package io.berth.remote;

import io.berth.io.RemoteLimits;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** What an answer that is no success means. */
final class Answers {
    private Answers() {}

    /** Why the answer is no success, by its status and by what its body says; never what the request kept secret. */
    static RegistryException failure(HttpAnswer answer, byte[] body) {
        Secrets secrets = Secrets.of(answer.call());
        RemoteError error = RemoteError.parse(body)
                .map(told -> new RemoteError(secrets.hide(told.code()), secrets.hide(told.message())))
                .orElse(null);
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
                + RemoteError.clean(secrets.hide(answer.statusLine()));
        return new RegistryException(
                kind, method, uri, message, error, retryAfter(answer).orElse(null), null);
    }

    /** What an answer that is no success says, as far as it can be read. */
    static RegistryException failure(HttpAnswer answer) {
        byte[] body;
        try {
            body = answer.read(RemoteLimits.ERROR_BODY_BYTES_MAX);
        } catch (IOException e) {
            body = new byte[0];
        }
        return failure(answer, body);
    }

    /**
     * What a 401 asks for.
     *
     * @throws RegistryException where it asks for nothing that we know, or repeats the credentials that it was given
     */
    static Challenge challenge(HttpAnswer answer) throws RegistryException {
        List<String> headers = answer.headers("WWW-Authenticate");
        if (headers.stream().anyMatch(Secrets.of(answer.call())::areIn)) {
            throw new RegistryException(
                    Kind.POLICY,
                    answer.call().method(),
                    withoutQuery(answer.call().uri()),
                    "the registry's challenge repeats the credentials");
        }
        var challenge = Challenge.choose(headers);
        if (challenge.isEmpty()) {
            throw failure(answer);
        }
        return challenge.get();
    }

    /**
     * The same of an answer to a request that may have been redirected; closes it. A refusal by another host than the one
     * that was asked is about the link that led there, which may have expired: the next try gets a new one.
     *
     * @param asked {@code host[:port]}
     */
    static RegistryException failure(HttpAnswer answer, String asked) {
        try (answer) {
            RegistryException failure = failure(answer);
            boolean redirected = !asked.equals(answer.call().uri().getRawAuthority());
            return switch (failure.kind()) {
                case FORBIDDEN, WRONG_CREDENTIALS -> redirected ? failure.as(Kind.SERVER) : failure;
                case NETWORK, MISSING, NO_CREDENTIALS, DENIED, LIMITED, SERVER, POLICY, OTHER -> failure;
            };
        }
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
