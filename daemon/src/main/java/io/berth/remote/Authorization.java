package io.berth.remote;

import io.berth.remote.credential.Credentials.Password;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to an origin.
 *
 * @param header the value of the header of this name
 * @param key where the token stands in the cache; null where it does not
 */
record Authorization(String header, TokenCache.@Nullable Key key) {
    private static final String BEARER = "Bearer ";

    static Authorization basic(Password password) {
        return new Authorization(password.basic(), null);
    }

    static Authorization bearer(String token, TokenCache.@Nullable Key key) {
        return new Authorization(BEARER + token, key);
    }

    String token() {
        return header.substring(BEARER.length());
    }

    @Override
    public String toString() {
        return "authorization";
    }
}
