package io.berth.registry.access;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How clients are asked for credentials.
 *
 * @param bearer whether they are sent for a token, or asked for user and password at once
 * @param realm where tokens are given, a URL; null: at {@code /token} of the host that the client has called
 * @param service what tokens are for ({@code aud})
 * @param lifetime of a token
 */
record TokenSettings(boolean bearer, @Nullable String realm, String service, Duration lifetime) {
    /** Clients take less for this much (docker's token protocol). */
    static final Duration LIFETIME_MIN = Duration.ofSeconds(60);

    static final Duration LIFETIME_MAX = Duration.ofDays(1);
    static final TokenSettings STANDARD = new TokenSettings(true, null, "berth", Duration.ofMinutes(5));
}
