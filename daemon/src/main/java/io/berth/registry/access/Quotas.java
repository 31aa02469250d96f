package io.berth.registry.access;

import io.berth.index.RepositoryRules;
import io.berth.oci.RepositoryName;
import java.util.List;

/** How much the repositories of a pattern may hold together. */
record Quotas(List<Quota> all) {
    Quotas {
        all = List.copyOf(all);
    }

    /** Those that count for this repository. */
    List<RepositoryRules.Quota> of(RepositoryName repository) {
        return all.stream()
                .filter(quota -> quota.counts(repository))
                .map(quota -> (RepositoryRules.Quota) quota)
                .toList();
    }
}
