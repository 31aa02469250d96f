package io.berth.registry.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a token is asked for: {@code repository:team/app:pull,push} or {@code registry:catalog:*} (docker's token
 * protocol).
 *
 * @param actions as they were written, sorted
 */
record Scope(String type, String name, Set<String> actions) {
    static final String REPOSITORY = "repository";
    static final Scope CATALOG = new Scope("registry", "catalog", Set.of("*"));

    private static final Pattern FORM =
            Pattern.compile("([a-z]{1,32})(?:\\([a-z]{1,32}\\))?:([^\\s\"\\\\]{1,512}):([a-z*,]{1,64})");

    Scope {
        actions = java.util.Collections.unmodifiableSet(new TreeSet<>(actions));
    }

    /** Empty where the text is none. */
    static Optional<Scope> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new Scope(
                        parts.group(1),
                        parts.group(2),
                        Set.copyOf(new TreeSet<>(List.of(parts.group(3).split(","))))))
                : Optional.empty();
    }

    static Scope of(String repository, Set<Right> rights) {
        Set<String> actions = new TreeSet<>();
        rights.forEach(right -> actions.add(right.word()));
        return new Scope(REPOSITORY, repository, actions);
    }

    boolean isRepository() {
        return type.equals(REPOSITORY);
    }

    /** Whether this action, or every one, is in it. */
    boolean has(Right right) {
        return actions.contains(right.word()) || (actions.contains("*") && right != Right.IMAGE);
    }

    /** In the order that clients are used to: pull before push. */
    @Override
    public String toString() {
        return type + ':' + name + ':' + String.join(",", actions);
    }
}
