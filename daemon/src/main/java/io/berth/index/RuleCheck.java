package io.berth.index;

import io.berth.index.RepositoryRules.Quota;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Subject;
import java.sql.SQLException;
import java.util.List;

/** Holds changes to {@link RepositoryRules}. */
final class RuleCheck {
    private final QuotaSums quotas;
    private volatile RepositoryRules rules = RepositoryRules.NONE;

    RuleCheck(QuotaSums quotas) {
        this.quotas = quotas;
    }

    void set(RepositoryRules given) {
        rules = given;
    }

    /**
     * Looks at what a change has put into a repository, before the change ends; on the writer's connection alone.
     *
     * @throws Forbidden where a quota does not allow for it
     */
    void room(Sql sql, RepositoryName repository) throws SQLException {
        for (Quota quota : rules.quotas(repository)) {
            long used = quotas.used(sql, quota);
            if (used > quota.bytes()) {
                throw new Forbidden(
                        Subject.REPOSITORY,
                        "quota exceeded: " + quota.text() + " may have " + quota.bytes() + " bytes, and would have "
                                + used);
            }
        }
    }

    /** How many bytes more the repository can take by its quotas; from memory but for the first time that one is asked for. */
    long left(Writer writer, RepositoryName repository) {
        long left = Long.MAX_VALUE;
        for (Quota quota : rules.quotas(repository)) {
            long used = quotas.shown(quota).orElseGet(() -> writer.run(tx -> quotas.used(tx.sql(), quota)));
            left = Math.min(left, Math.max(0, quota.bytes() - used));
        }
        return left;
    }

    /**
     * Looks at tags that a change is about to move or to take away.
     *
     * @throws Conflict where one must stay
     */
    void movable(RepositoryName repository, List<String> tags) {
        for (String tag : tags) {
            if (rules.isFixed(repository, tag)) {
                throw new Conflict(
                        Subject.TAG,
                        "tag " + tag + " of " + repository + " is immutable: it can be neither moved nor deleted");
            }
        }
    }
}
