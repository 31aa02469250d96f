package io.berth.trust;

import io.berth.oci.Repository;
import java.util.List;

/**
 * Which rule counts for which repository.
 *
 * @param entries the more specific ones first
 * @param standard for repositories that no entry is about
 */
record Policy(List<Entry> entries, Rule standard) {
    static final Policy NONE = new Policy(List.of(), new Rule.Accept());

    /** A rule, and the repositories that it is about. */
    record Entry(String text, RepositoryPattern pattern, Rule rule) {}

    /**
     * The rule that counts, with its name in the file.
     *
     * @param where the pattern as it is written there, or {@code default}
     */
    record Found(String where, Rule rule) {}

    Policy {
        entries = entries.stream()
                .sorted((one, other) -> one.pattern().compareTo(other.pattern()))
                .toList();
    }

    Found rule(Repository repository) {
        return entries.stream()
                .filter(entry -> entry.pattern().matches(repository))
                .findFirst()
                .map(entry -> new Found(entry.text(), entry.rule()))
                .orElseGet(() -> new Found("default", standard));
    }
}
