package io.berth.registry.access;

import java.util.List;
import java.util.Optional;

/**
 * What a client asks of the token service (docker's token protocol).
 *
 * @param proof how it shows who it is
 * @param service whom the token is for; empty where the client did not say
 * @param scopes as they were sent
 * @param offline whether it wants a refresh token too
 */
public record TokenAsked(Proof proof, String service, List<String> scopes, boolean offline) {
    public TokenAsked {
        scopes = List.copyOf(scopes);
    }

    /** How somebody shows who they are. */
    public sealed interface Proof {
        /** An {@code Authorization} header, or none at all. */
        record Header(Optional<String> authorization) implements Proof {}

        /** User and password in a form. */
        record Password(String user, String password) implements Proof {
            /** Without the password. */
            @Override
            public String toString() {
                return user;
            }
        }

        /** What an earlier answer gave for such times. */
        record Refresh(String token) implements Proof {
            /** Without the token. */
            @Override
            public String toString() {
                return "refresh token";
            }
        }
    }
}
