package io.berth.registry.access;

import io.berth.registry.Principal;
import org.jspecify.annotations.Nullable;

/** Who asks, as far as it was proven. */
sealed interface Identity extends Principal.Proof {
    /** Nobody said anything. */
    record Anonymous() implements Identity {}

    /** Somebody who has shown their password. */
    record User(String user) implements Identity {}

    /**
     * The holder of a token of ours: what it says counts, and what the rules say now.
     *
     * @param user empty where it was given to somebody without credentials
     */
    record Token(String user, Claims claims) implements Identity {}

    /** The holder of a token of an outside issuer: what it says counts. */
    record Outsider(Claims claims) implements Identity {}

    /** As logs and messages call them; null for who is nobody in particular. */
    default @Nullable String name() {
        return switch (this) {
            case Anonymous() -> null;
            case User(String user) -> user;
            case Token(String user, Claims claims) -> user.isEmpty() ? null : user;
            case Outsider(Claims claims) -> claims.subject().isEmpty() ? null : claims.subject();
        };
    }
}
