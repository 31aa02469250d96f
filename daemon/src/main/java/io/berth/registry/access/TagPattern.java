package io.berth.registry.access;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tags of which {@code *} stands for any characters, also none. */
record TagPattern(Pattern expression) {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_.*-]{1,128}");

    /**
     * Reads a pattern.
     *
     * @throws Corrupt where it is none
     */
    static TagPattern parse(String text) {
        boolean known = FORM.matcher(text).matches()
                && text.chars().filter(c -> c == '*').count() <= Limits.TAG_WILDCARDS_MAX;
        if (!known) {
            throw new Corrupt(Subject.STORE, '"' + text + "\" is no pattern of tags, like v* or latest");
        }
        return new TagPattern(Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))));
    }

    boolean matches(String tag) {
        return expression.matcher(tag).matches();
    }
}
