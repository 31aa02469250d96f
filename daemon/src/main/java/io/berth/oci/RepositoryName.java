package io.berth.oci;

import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Subject;

/**
 * The name of a repository within one registry (distribution-spec, "Pulling manifests": {@code <name>}): {@code team/app},
 * or {@code docker.io/library/redis} where one registry tells of others.
 */
public record RepositoryName(String value) implements Comparable<RepositoryName> {
    /** What clients take, registry included; servers that take more cannot be pulled from. */
    public static final int LENGTH_MAX = 255;

    /**
     * Takes a name.
     *
     * @throws InvalidParameter of {@link Subject#REPOSITORY} where it is none
     */
    public RepositoryName {
        // The length first: the grammar's expression needs a stack as deep as the text is long.
        if (value.length() > LENGTH_MAX) {
            throw new InvalidParameter(
                    Subject.REPOSITORY, "repository name must not be more than " + LENGTH_MAX + " characters");
        }
        if (!Repository.isPath(value) && !isBeside(value)) {
            throw new InvalidParameter(Subject.REPOSITORY, "invalid repository name: " + value);
        }
    }

    /**
     * The repository of another registry that is named beside it ({@code ?ns=}), which may have a port.
     *
     * @throws InvalidParameter of {@link Subject#REPOSITORY} where that is no registry's name
     */
    public static RepositoryName beside(String registry, String name) {
        if (!Repository.isRegistry(registry) || registry.contains("/")) {
            throw new InvalidParameter(Subject.REPOSITORY, "invalid registry name");
        }
        return new RepositoryName(registry + '/' + name);
    }

    /** Whether it is of a registry that only {@link #beside} can name: a path has no colon. */
    private static boolean isBeside(String value) {
        int slash = value.indexOf('/');
        int colon = value.indexOf(':');
        return colon > 0
                && colon < slash
                && value.substring(colon + 1, slash).chars().allMatch(c -> c >= '0' && c <= '9')
                && Repository.isPath(value.substring(0, colon) + value.substring(slash));
    }

    /** Whether the text can be a name. */
    public static boolean isName(String text) {
        return text.length() <= LENGTH_MAX && Repository.isPath(text);
    }

    @Override
    public int compareTo(RepositoryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
