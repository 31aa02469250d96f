package io.berth.registry.access;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;

/** Whom a rule is for. */
sealed interface Who {
    /** {@code anyone}: with credentials or without. */
    record Anyone() implements Who {}

    /** {@code users}: whoever has shown a password. */
    record Users() implements Who {}

    /** {@code user:NAME}. */
    record User(String name) implements Who {}

    /** {@code group:NAME}. */
    record Group(String name) implements Who {}

    /**
     * Reads one of the four forms.
     *
     * @throws Corrupt where it is none of them
     */
    static Who parse(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1);
        String kind = colon < 0 || name.isEmpty() ? text : text.substring(0, colon);
        return switch (kind) {
            case "anyone" -> new Anyone();
            case "users" -> new Users();
            case "user" -> new User(name);
            case "group" -> new Group(name);
            default ->
                throw new Corrupt(
                        Subject.STORE,
                        "\"who\" must be anyone, users, user:NAME or group:NAME, and is \"" + text + '"');
        };
    }
}
