package io.berth.registry.access;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Repositories by the names that they have in this registry: components joined by slashes, of which {@code *} stands for
 * any one and a last {@code **} for any number of them, at least one. {@code **} alone is every repository.
 */
record NamePattern(List<String> components) {
    private static final String ONE = "*";
    private static final String REST = "**";
    /** Every repository. */
    static final NamePattern ALL = new NamePattern(List.of(REST));

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");

    NamePattern {
        components = List.copyOf(components);
    }

    /**
     * Reads a pattern.
     *
     * @throws Corrupt where it is none
     */
    static NamePattern parse(String text) {
        List<String> components = List.of(text.split("/", -1));
        for (int i = 0; i < components.size(); i++) {
            String component = components.get(i);
            boolean last = i == components.size() - 1;
            boolean wild = component.equals(ONE) || (last && component.equals(REST));
            if (!wild && !NAME.matcher(component).matches()) {
                throw new Corrupt(
                        Subject.STORE, '"' + text + "\" is no pattern of repositories, like team/app, team/* or **");
            }
        }
        return new NamePattern(components);
    }

    boolean matches(String repository) {
        List<String> names = List.of(repository.split("/", -1));
        boolean open = components.getLast().equals(REST);
        int fixed = open ? components.size() - 1 : components.size();
        if (open ? names.size() <= fixed : names.size() != fixed) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            if (!components.get(i).equals(ONE) && !components.get(i).equals(names.get(i))) {
                return false;
            }
        }
        return true;
    }
}
