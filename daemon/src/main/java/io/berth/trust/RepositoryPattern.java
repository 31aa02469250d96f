package io.berth.trust;

import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Repositories by name: a registry, then components of the path, joined by slashes. A component {@code *} stands for any
 * one, a last {@code **} for any number of them, at least one; as the registry, {@code *} is any and {@code *.example.com}
 * any below that domain. Names are compared as canonical ones: Docker Hub is {@code docker.io}, a registry's case and its
 * default ports do not count.
 *
 * <p>The more specific of two patterns is the one that says more in the first component, from the left, in which they
 * differ: a name says more than {@code *}, that more than {@code **}, and a longer domain more than a shorter one. No two
 * patterns that match one name are alike in that.
 */
record RepositoryPattern(String registry, List<String> path) implements Comparable<RepositoryPattern> {
    private static final String ONE = "*";
    private static final String REST = "**";

    RepositoryPattern {
        path = List.copyOf(path);
    }

    /**
     * Reads a pattern; one without wildcards may have any form that docker takes ({@code redis}).
     *
     * @throws Corrupt where it is none
     */
    static RepositoryPattern parse(String text) {
        if (text.indexOf('*') < 0) {
            return of(repository(text, text));
        }
        int slash = text.indexOf('/');
        String registry = slash < 0 ? "" : text.substring(0, slash);
        List<String> path =
                slash < 0 ? List.of() : List.of(text.substring(slash + 1).split("/", -1));
        boolean isOpen = !path.isEmpty() && path.getLast().equals(REST);
        // With names for its wildcards it must be a name, and one in full: docker.io/* would never match.
        String host = registry.startsWith("*.") ? registry.substring(2) : registry.equals(ONE) ? "x.test" : registry;
        List<String> names = new ArrayList<>(isOpen ? path.subList(0, path.size() - 1) : path);
        names.replaceAll(component -> component.equals(ONE) ? "x" : component);
        if (isOpen) {
            names.addAll(List.of("x", "x"));
        }
        String given = String.join("/", names);
        Repository canonical = repository(host + '/' + given, text);
        if (!Repository.isRegistry(host) || !given.equals(canonical.path())) {
            throw bad(text);
        }
        String wildcard = registry.startsWith("*.") ? "*." + key(host) : registry;
        return new RepositoryPattern(registry.startsWith(ONE) ? wildcard : key(canonical.registry()), path);
    }

    private static Repository repository(String name, String text) {
        try {
            return Repository.parse(name);
        } catch (InvalidParameter e) {
            throw bad(text);
        }
    }

    private static Corrupt bad(String text) {
        return new Corrupt(
                Subject.STORE,
                "\"" + text + "\" is no pattern of repositories, like example.com/team/* or docker.io/library/redis");
    }

    private static RepositoryPattern of(Repository repository) {
        return new RepositoryPattern(
                key(repository.registry()), List.of(repository.path().split("/")));
    }

    /** Whether both names mean the same repository. */
    static boolean same(Repository one, Repository other) {
        return of(one).equals(of(other));
    }

    private static String key(String registry) {
        return registry.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "");
    }

    boolean matches(Repository repository) {
        RepositoryPattern name = of(repository);
        boolean open = !path.isEmpty() && path.getLast().equals(REST);
        int fixed = open ? path.size() - 1 : path.size();
        if (!matchesRegistry(name.registry) || (open ? name.path.size() <= fixed : name.path.size() != fixed)) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            if (!path.get(i).equals(ONE) && !path.get(i).equals(name.path.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean matchesRegistry(String name) {
        return registry.equals(ONE)
                || (registry.startsWith("*.") ? name.endsWith(registry.substring(1)) : name.equals(registry));
    }

    /** The more specific one comes first. */
    @Override
    public int compareTo(RepositoryPattern other) {
        int byRegistry = Integer.compare(weight(other.registry), weight(registry));
        int order = byRegistry;
        for (int i = 0; order == 0 && i < Math.max(path.size(), other.path.size()); i++) {
            order = Integer.compare(rank(path, i), rank(other.path, i));
        }
        return order;
    }

    private static int weight(String registry) {
        return registry.startsWith(ONE) ? registry.length() : Integer.MAX_VALUE;
    }

    private static int rank(List<String> path, int at) {
        if (at >= path.size()) {
            return 3;
        }
        return path.get(at).equals(REST) ? 2 : path.get(at).equals(ONE) ? 1 : 0;
    }
}
