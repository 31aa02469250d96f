package io.berth.registry.access;

/** Who asks, as far as it was proven. */
sealed interface Identity {
    /** Nobody said anything. */
    record Anonymous() implements Identity {}

    /** Somebody who has shown their password. */
    record User(String name) implements Identity {}

    /**
     * The holder of a token of ours: what it says counts, and what the rules say now.
     *
     * @param user empty where it was given to somebody without credentials
     */
    record Token(String user, Claims claims) implements Identity {}

    /** The holder of a token of an outside issuer: what it says counts. */
    record Outsider(Claims claims) implements Identity {}
}
