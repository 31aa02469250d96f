package io.berth.index;

import io.berth.index.RepositoryRules.Quota;
import io.berth.io.Limits;
import io.berth.oci.RepositoryName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the repositories of each quota have together. Added up when it is first asked for; from then on the tables of
 * {@code quota.sql} follow each change and its failure, and a new repository is looked at alone. All but {@link #shown} is of
 * the writer's thread and connection.
 */
final class QuotaSums {
    /** By their texts those that have been asked for, so that a new repository can be told which it counts for. */
    private final Map<String, Quota> asked = new HashMap<>();

    private volatile Map<String, Long> shown = Map.of();

    /** As committed; empty where it was never added up. */
    OptionalLong shown(Quota quota) {
        Long used = shown.get(quota.text());
        return used == null ? OptionalLong.empty() : OptionalLong.of(used);
    }

    /** What is shown when the transaction is committed that has reached this state. */
    Map<String, Long> next(Sql sql) throws SQLException {
        if (asked.isEmpty()) {
            return Map.of();
        }
        countNew(sql);
        Map<String, Long> sums = new HashMap<>();
        sql.list("SELECT quota, used FROM quota_used", row -> sums.put(row.getString(1), row.getLong(2)));
        return sums;
    }

    void show(Map<String, Long> sums) {
        shown = sums;
    }

    /** With what the present change has done. */
    long used(Sql sql, Quota quota) throws SQLException {
        countNew(sql);
        Optional<Long> known =
                sql.first("SELECT used FROM quota_used WHERE quota = ?", row -> row.getLong(1), quota.text());
        return known.isPresent() ? known.get() : addUp(sql, quota);
    }

    private record Size(long id, RepositoryName name, long bytes) {}

    private static List<Size> sizes(Sql sql, String which) throws SQLException {
        return sql.list(
                "SELECT id, name, bytes FROM repository" + which,
                row -> new Size(row.getLong(1), new RepositoryName(row.getString(2)), row.getLong(3)));
    }

    private long addUp(Sql sql, Quota quota) throws SQLException {
        if (asked.size() >= Limits.ACCESS_RULES_MAX && !asked.containsKey(quota.text())) {
            forget(sql); // those of rules that were in force before
        }
        asked.put(quota.text(), quota);
        sql.run("INSERT INTO quota_used(quota, used) VALUES (?, 0)", quota.text());
        for (Size one : sizes(sql, "")) {
            count(sql, quota, one);
        }
        return sql.first("SELECT used FROM quota_used WHERE quota = ?", row -> row.getLong(1), quota.text())
                .orElseThrow();
    }

    private void forget(Sql sql) throws SQLException {
        asked.clear();
        sql.run("DELETE FROM quota_used");
        sql.run("DELETE FROM quota_repository");
    }

    private void countNew(Sql sql) throws SQLException {
        List<Size> fresh = sizes(sql, " WHERE id IN (SELECT repository FROM quota_new)");
        if (fresh.isEmpty()) {
            return;
        }
        for (String text : sql.list("SELECT quota FROM quota_used", row -> row.getString(1))) {
            Quota quota = asked.get(text);
            if (quota == null) { // forgotten by a change that failed
                forget(sql);
                break;
            }
            for (Size one : fresh) {
                count(sql, quota, one);
            }
        }
        sql.run("DELETE FROM quota_new");
    }

    private static void count(Sql sql, Quota quota, Size one) throws SQLException {
        if (quota.counts(one.name())) {
            sql.run("INSERT INTO quota_repository(repository, quota) VALUES (?, ?)", one.id(), quota.text());
            sql.run("UPDATE quota_used SET used = used + ? WHERE quota = ?", one.bytes(), quota.text());
        }
    }
}
