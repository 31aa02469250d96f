package io.berth.remote;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registry did not do what it was asked for. Stays inside {@code remote} and {@code transfer}, which decide whether to
 * try again; {@link RemoteProblems} makes of it what a client is told.
 */
public final class RegistryException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as it decides what is done about it. */
    public enum Kind {
        /** No answer: refused, reset, stalled, no such host. */
        NETWORK,
        /** Not there (404). */
        MISSING,
        /** Credentials are asked for, and there are none. */
        NO_CREDENTIALS,
        /** Credentials were refused. */
        WRONG_CREDENTIALS,
        /** A good token that does not reach that far. */
        DENIED,
        /** 403. */
        FORBIDDEN,
        /** 429. */
        LIMITED,
        /** 408 and 5xx. */
        SERVER,
        /** Our own rules forbid the address. */
        POLICY,
        /** Any other answer. */
        OTHER
    }

    private final Kind kind;
    private final String method;
    private final @Nullable URI uri;
    private final transient @Nullable RemoteError error;
    private final @Nullable Duration retryAfter;

    RegistryException(Kind kind, String method, @Nullable URI uri, String message) {
        this(kind, method, uri, message, null, null, null);
    }

    RegistryException(
            Kind kind,
            String method,
            @Nullable URI uri,
            String message,
            @Nullable RemoteError error,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.method = method;
        this.uri = uri;
        this.error = error;
        this.retryAfter = retryAfter;
    }

    /** A connection that broke off or is not worth keeping. */
    public static RegistryException network(String message) {
        return of(Kind.NETWORK, message);
    }

    /** A failure of a download. */
    public static RegistryException of(Kind kind, String message) {
        return new RegistryException(kind, "GET", null, message);
    }

    /** The same, to be treated otherwise. */
    RegistryException as(Kind other) {
        return new RegistryException(other, method, uri, text(), error, retryAfter, getCause());
    }

    public Kind kind() {
        return kind;
    }

    String method() {
        return method;
    }

    @Nullable
    URI uri() {
        return uri;
    }

    /** What the registry's body said. */
    Optional<RemoteError> error() {
        return Optional.ofNullable(error);
    }

    /** How long the registry asks to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether the same request may succeed later. */
    public boolean isTransient() {
        return switch (kind) {
            case NETWORK, LIMITED, SERVER -> true;
            case MISSING, NO_CREDENTIALS, WRONG_CREDENTIALS, DENIED, FORBIDDEN, POLICY, OTHER -> false;
        };
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
