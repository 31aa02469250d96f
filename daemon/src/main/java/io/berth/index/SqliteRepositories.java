package io.berth.index;

import io.berth.event.Draft;
import io.berth.index.Index.BlobRow;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@link Repositories} in the database. */
final class SqliteRepositories implements Repositories {
    private final Reader reader;
    private final Writer writer;
    private final Duration leftover;
    private final RuleCheck rules;

    /** @param leftover how long a blob waits for a manifest that names it */
    SqliteRepositories(Reader reader, Writer writer, Duration leftover, QuotaSums quotas) {
        this.reader = reader;
        this.writer = writer;
        this.leftover = leftover;
        this.rules = new RuleCheck(quotas);
    }

    @Override
    public boolean exists(RepositoryName repository) {
        return reader.read(sql -> RepositoryRows.id(sql, repository)).isPresent();
    }

    @Override
    public Optional<BlobRow> blob(RepositoryName repository, Digest digest) {
        return reader.read(sql -> RepositoryRows.blob(sql, repository, digest));
    }

    @Override
    public List<RepositoryName> holders(Digest digest, int max) {
        return reader.read(sql -> RepositoryRows.holders(sql, digest, max));
    }

    @Override
    public Optional<BlobRow> ofImage(Digest digest) {
        return reader.read(sql -> BlobRows.ofImage(sql, digest));
    }

    @Override
    public Optional<Descriptor> manifest(RepositoryName repository, Digest digest) {
        return reader.read(sql -> PushedRows.find(sql, repository, digest));
    }

    @Override
    public Optional<Descriptor> tagged(RepositoryName repository, String tag) {
        return reader.read(sql -> PushedRows.tagged(sql, repository, tag));
    }

    @Override
    public List<String> tags(RepositoryName repository, String after, int max) {
        return reader.read(sql -> PushedRows.tags(sql, repository, after, max));
    }

    @Override
    public List<RepositoryName> names(String after, int max) {
        return reader.read(sql -> RepositoryRows.names(sql, after, max));
    }

    @Override
    public List<Descriptor> referrers(RepositoryName repository, Digest subject, Filter filter, String after, int max) {
        return reader.read(sql -> PushedRows.referrers(sql, repository, subject, filter, after, max));
    }

    @Override
    public void keepTo(RepositoryRules given) {
        rules.set(given);
    }

    /** What every change to repositories is held to. */
    RuleCheck rules() {
        return rules;
    }

    @Override
    public long left(RepositoryName repository) {
        return rules.left(writer, repository);
    }

    @Override
    public boolean link(RepositoryName repository, Digest digest, Draft event) {
        return writer.run(tx -> {
            Optional<Long> blob = OwnerRows.live(tx, digest);
            if (blob.isEmpty()) {
                return false;
            }
            RepositoryRows.hold(
                    tx,
                    RepositoryRows.make(tx, repository),
                    blob.get(),
                    tx.now().plus(leftover));
            rules.room(tx.sql(), repository);
            tx.log(event);
            return true;
        });
    }

    @Override
    public void put(JobId job, ManifestPut manifest, Draft event, List<Change> more) {
        writer.run(tx -> {
            place(tx, manifest, event, more);
            Steps.endJob(tx, job, leftover);
            return true;
        });
    }

    @Override
    public boolean putLive(ManifestPut manifest, Draft event, List<Change> more) {
        return writer.run(tx -> {
            if (OwnerRows.live(tx, manifest.descriptor().digest()).isEmpty()) {
                return false;
            }
            place(tx, manifest, event, more);
            return true;
        });
    }

    private void place(Tx tx, ManifestPut manifest, Draft event, List<Change> more) throws SQLException {
        rules.movable(manifest.repository(), PushedRows.moving(tx.sql(), manifest));
        PushedRows.put(tx, manifest);
        rules.room(tx.sql(), manifest.repository());
        tx.log(event);
        new Steps(tx, leftover).apply(more);
    }

    @Override
    public boolean dropTag(RepositoryName repository, String tag, Draft event) {
        return drop(event, tx -> {
            if (PushedRows.tagged(tx.sql(), repository, tag).isPresent()) {
                rules.movable(repository, List.of(tag));
            }
            return PushedRows.dropTag(tx, repository, tag);
        });
    }

    @Override
    public boolean dropManifest(RepositoryName repository, Digest digest, Draft event) {
        return drop(event, tx -> {
            rules.movable(repository, PushedRows.tags(tx.sql(), repository, digest));
            return PushedRows.drop(tx, repository, digest);
        });
    }

    @Override
    public boolean dropBlob(RepositoryName repository, Digest digest, Draft event) {
        return drop(event, tx -> dropBlob(tx, repository, digest));
    }

    private boolean drop(Draft event, Tx.Work<Boolean> work) {
        return writer.runFreeing(tx -> {
            boolean dropped = work.run(tx);
            if (dropped) {
                tx.log(event);
            }
            return dropped;
        });
    }

    private static boolean dropBlob(Tx tx, RepositoryName name, Digest digest) throws SQLException {
        Optional<Long> repository = RepositoryRows.id(tx.sql(), name);
        if (repository.isEmpty()) {
            return false;
        }
        Optional<Long> blob = RepositoryRows.held(tx.sql(), repository.get(), digest);
        if (blob.isEmpty()) {
            return false;
        }
        if (RepositoryRows.isKept(tx.sql(), repository.get(), blob.get())) {
            throw new Unsupported(
                    Subject.BLOB, "blob " + digest + " is a manifest or named by one: delete the manifest first");
        }
        RepositoryRows.release(tx, repository.get(), blob.get());
        RepositoryRows.settle(tx, repository.get());
        return true;
    }
}
