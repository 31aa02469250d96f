package io.berth.index;

import io.berth.index.RepositoryRules.Quota;
import io.berth.oci.RepositoryName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the repositories of a quota have together. The writer's connection keeps the sums in tables of its own, which
 * follow each change, and its failure; {@code quota.sql} says when they are forgotten.
 */
final class QuotaRows {
    private QuotaRows() {}

    /** On the writer's connection: with what the present change has done. Added up only where the sum is not known. */
    static long used(Sql sql, Quota quota) throws SQLException {
        Optional<Long> known =
                sql.first("SELECT used FROM quota_used WHERE quota = ?", row -> row.getLong(1), quota.text());
        return known.isPresent() ? known.get() : note(sql, quota);
    }

    private static long note(Sql sql, Quota quota) throws SQLException {
        long used = 0;
        for (Size one : counted(sql, quota)) {
            used += one.bytes();
            sql.run("INSERT INTO quota_repository(repository, quota) VALUES (?, ?)", one.id(), quota.text());
        }
        sql.run("INSERT INTO quota_used(quota, used) VALUES (?, ?)", quota.text(), used);
        return used;
    }

    /** On any connection: added up. */
    static long sum(Sql sql, Quota quota) throws SQLException {
        return counted(sql, quota).stream().mapToLong(Size::bytes).sum();
    }

    private record Size(long id, RepositoryName name, long bytes) {}

    private static List<Size> counted(Sql sql, Quota quota) throws SQLException {
        return sql
                .list(
                        "SELECT id, name, bytes FROM repository",
                        row -> new Size(row.getLong(1), new RepositoryName(row.getString(2)), row.getLong(3)))
                .stream()
                .filter(one -> quota.counts(one.name()))
                .toList();
    }
}
