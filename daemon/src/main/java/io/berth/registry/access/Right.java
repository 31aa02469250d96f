package io.berth.registry.access;

import io.berth.registry.Access;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rule lets somebody do with a repository; the first three are the actions of docker's tokens. */
public enum Right {
    PULL,
    PUSH,
    DELETE,
    /** What is pushed with a tag becomes a local image of that name too. */
    IMAGE;

    static Right of(Access.Action action) {
        return switch (action) {
            case PULL -> PULL;
            case PUSH -> PUSH;
            case DELETE -> DELETE;
        };
    }

    /** Its name in rules and tokens. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Right> byWord(String word) {
        return Arrays.stream(values())
                .filter(right -> right.word().equals(word))
                .findFirst();
    }
}
