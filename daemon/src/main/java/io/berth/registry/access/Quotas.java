package io.berth.registry.access;

import java.util.List;

/** How much the repositories of a pattern may hold together. */
record Quotas(List<Quota> all) {
    Quotas {
        all = List.copyOf(all);
    }

    /** Those that count for this repository. */
    List<Quota> of(String repository) {
        return all.stream().filter(quota -> quota.isFor(repository)).toList();
    }
}
