package io.berth.registry.access;

import java.util.List;

/**
 * A bound on what some repositories hold together. A blob counts once in each repository that holds it.
 *
 * @param text the patterns as they are written in the file
 * @param bytes never negative
 */
record Quota(String text, List<NamePattern> repositories, long bytes) {
    Quota {
        repositories = List.copyOf(repositories);
    }

    /** Whether this repository's bytes count. */
    boolean isFor(String repository) {
        return repositories.stream().anyMatch(pattern -> pattern.matches(repository));
    }
}
