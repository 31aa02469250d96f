package io.berth.registry.access;

import io.berth.index.RepositoryRules;
import io.berth.oci.RepositoryName;
import java.util.List;

/**
 * A bound on what some repositories hold together.
 *
 * @param text the patterns as they are written in the file
 * @param bytes never negative
 */
record Quota(String text, List<NamePattern> repositories, long bytes) implements RepositoryRules.Quota {
    Quota {
        repositories = List.copyOf(repositories);
    }

    @Override
    public boolean counts(RepositoryName repository) {
        return repositories.stream().anyMatch(pattern -> pattern.matches(repository.value()));
    }
}
