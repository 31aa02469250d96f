package io.berth.index;

import io.berth.index.Index.BlobRow;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@link UploadLedger} in the database. */
final class SqliteUploads implements UploadLedger {
    private static final String SELECT = "SELECT id, repository, digest, durable, touched FROM upload";

    private final Reader reader;
    private final Writer writer;
    private final Duration leftover;
    private final RuleCheck rules;

    /** @param leftover how long a blob waits for a manifest that names it */
    SqliteUploads(Reader reader, Writer writer, Duration leftover, RuleCheck rules) {
        this.reader = reader;
        this.writer = writer;
        this.leftover = leftover;
        this.rules = rules;
    }

    @Override
    public void begin(String id, RepositoryName repository) {
        writer.run(tx -> {
            long running = tx.sql()
                    .first("SELECT count(*) FROM upload", row -> row.getLong(1))
                    .orElseThrow();
            if (running >= Limits.UPLOADS_MAX) {
                throw new Limited(Subject.UPLOAD, "too many uploads are under way: " + running);
            }
            return tx.sql()
                    .run(
                            "INSERT INTO upload(id, repository, touched) VALUES (?, ?, ?)",
                            id,
                            repository.value(),
                            tx.nowNanos());
        });
    }

    @Override
    public Optional<UploadRow> find(String id) {
        return reader.read(sql -> sql.first(SELECT + " WHERE id = ?", SqliteUploads::row, id));
    }

    @Override
    public List<UploadRow> all() {
        return reader.read(SqliteUploads::all);
    }

    static List<UploadRow> all(Sql sql) throws SQLException {
        return sql.list(SELECT + " ORDER BY touched", SqliteUploads::row);
    }

    private static UploadRow row(ResultSet row) throws SQLException {
        String digest = row.getString(3);
        return new UploadRow(
                row.getString(1),
                new RepositoryName(row.getString(2)),
                digest == null ? null : Digest.parse(digest),
                row.getLong(4),
                Nanos.instant(row.getLong(5)));
    }

    @Override
    public void durable(String id, long bytes) {
        writer.run(tx ->
                tx.sql().run("UPDATE upload SET durable = ?, touched = ? WHERE id = ?", bytes, tx.nowNanos(), id));
    }

    @Override
    public void becomes(String id, Digest digest) {
        writer.run(tx -> tx.sql()
                .run("UPDATE upload SET digest = ?, touched = ? WHERE id = ?", digest.toString(), tx.nowNanos(), id));
    }

    @Override
    public boolean adopt(String id, Digest digest) {
        return writer.run(tx -> {
            Optional<Long> blob = OwnerRows.live(tx, digest);
            if (blob.isEmpty()) {
                return false;
            }
            hold(tx, id, blob.get());
            return true;
        });
    }

    @Override
    public void live(String id, BlobRow blob) {
        writer.run(tx -> {
            BlobRows.live(tx, blob, List.of(), leftover);
            hold(tx, id, OwnerRows.live(tx, blob.digest()).orElseThrow());
            return true;
        });
    }

    private void hold(Tx tx, String id, long blob) throws SQLException {
        RepositoryName repository = tx.sql()
                .first("SELECT repository FROM upload WHERE id = ?", row -> new RepositoryName(row.getString(1)), id)
                .orElseThrow(() -> new NotFound(Subject.UPLOAD, "upload " + id + " is not under way"));
        RepositoryRows.hold(
                tx, RepositoryRows.make(tx, repository), blob, tx.now().plus(leftover));
        rules.room(tx.sql(), repository);
        tx.sql().run("DELETE FROM upload WHERE id = ?", id);
    }

    @Override
    public void forget(String id) {
        writer.runFreeing(tx -> tx.sql().run("DELETE FROM upload WHERE id = ?", id));
    }
}
