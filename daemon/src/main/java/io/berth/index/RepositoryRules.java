package io.berth.index;

import io.berth.oci.RepositoryName;
import java.util.List;

/**
 * What changes to repositories must keep to. Asked inside the change, on the thread of all changes, so that no two changes
 * together break what each keeps: it answers at once, without looking at files.
 */
public interface RepositoryRules {
    /** There are none. */
    RepositoryRules NONE = new RepositoryRules() {
        @Override
        public boolean isFixed(RepositoryName repository, String tag) {
            return false;
        }

        @Override
        public List<Quota> quotas(RepositoryName repository) {
            return List.of();
        }
    };

    /** Whether the tag stays on what it was first put on, and cannot be deleted. */
    boolean isFixed(RepositoryName repository, String tag);

    /** The quotas that the repository's bytes count for. */
    List<Quota> quotas(RepositoryName repository);

    /** A bound on what some repositories have together; a blob counts once in each that has it. */
    interface Quota {
        /** As messages name it; quotas of the same text count the same repositories. */
        String text();

        long bytes();

        boolean counts(RepositoryName repository);
    }
}
