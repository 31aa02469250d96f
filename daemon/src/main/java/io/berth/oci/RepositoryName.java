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
        if (!Repository.isPath(value)) {
            throw new InvalidParameter(Subject.REPOSITORY, "invalid repository name: " + value);
        }
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
