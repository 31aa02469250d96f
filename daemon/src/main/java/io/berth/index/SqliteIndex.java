package io.berth.index;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index in one SQLite file, {@code berth.db}. */
public final class SqliteIndex implements Index, Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteIndex.class);

    private final Sql sql;
    private final SnapshotKeeper snapshots;
    private final Writer writer;
    private final Reader reader;
    private final SqliteRepositories repositories;
    private final UploadLedger uploads;
    private final Reserve reserve;
    private final Duration leftover;
    private final InstantSource clock;
    private final boolean lost;

    SqliteIndex(Database database, Sql sql, EventBus bus, IndexOptions options, Reserve reserve, boolean lost)
            throws SQLException {
        this.sql = sql;
        this.reserve = reserve;
        this.leftover = options.leftover();
        this.clock = options.clock();
        this.lost = lost;
        QuotaSums quotas = new QuotaSums();
        this.snapshots = new SnapshotKeeper(options.bound(), quotas);
        snapshots.load(sql);
        this.writer = new Writer(sql, options.clock(), snapshots, bus, reserve, options.committer());
        this.reader = new Reader(database::openReader);
        this.repositories = new SqliteRepositories(reader, writer, leftover, quotas);
        this.uploads = new SqliteUploads(reader, writer, leftover, repositories.rules());
    }

    /**
     * Opens the database below {@code dataRoot}, which must exist, making it where it is missing. Jobs of an earlier run
     * end. A damaged database is moved aside and a new one begun; {@link #lost} tells.
     */
    public static SqliteIndex open(Path dataRoot, EventBus bus) throws IOException {
        return open(dataRoot, bus, IndexOptions.DEFAULT);
    }

    public static SqliteIndex open(Path dataRoot, EventBus bus, IndexOptions options) throws IOException {
        return new Opening(dataRoot, bus, options).open();
    }

    /** Ends jobs of an earlier run. */
    void endJobs(List<Long> old) {
        if (!old.isEmpty()) {
            writer.runFreeing(tx -> Steps.endJobs(tx, old, leftover));
        }
    }

    /** Whether changes that had returned may be missing since the last run: the store must look what it can rebuild. */
    public boolean lost() {
        return lost;
    }

    /** What the pull-through cache keeps. */
    public CacheIndex cache() {
        return new CacheIndex(writer, reader, leftover);
    }

    /** What was pushed to this daemon. */
    public Repositories repositories() {
        return repositories;
    }

    @Override
    public UploadLedger uploadLedger() {
        return uploads;
    }

    public Catalogue catalogue() {
        return new SqliteCatalogue(reader, writer);
    }

    /** Whether facts are to be filled in. */
    public SubjectGap subjectGap() {
        return new SqliteSubjectGap(reader, writer);
    }

    /** What decides how long something stays. */
    public Inventory inventory() {
        return new SqliteInventory(reader);
    }

    @Override
    public void fillReserve() {
        reserve.fill();
    }

    @Override
    public ImageTable images() {
        return snapshots.current();
    }

    @Override
    public ImageTable apply(List<Change> steps) {
        Tx.Work<Boolean> work = tx -> new Steps(tx, leftover).apply(steps);
        boolean adds =
                steps.stream().anyMatch(step -> step instanceof Change.PutImage || step instanceof Change.PutName);
        if (adds) {
            writer.run(work);
        } else {
            writer.runFreeing(work);
        }
        return images();
    }

    @Override
    public void requireRoom(Change.PutImage image) {
        snapshots.requireRoom(image);
    }

    @Override
    public JobId beginJob(String kind, String subject) {
        return new JobId(writer.run(tx -> OwnerRows.make(tx, "JOB", kind + " " + subject, null)));
    }

    @Override
    public Set<Digest> claim(JobId job, Collection<Digest> wanted) {
        return writer.run(tx -> BlobRows.claim(tx, job, wanted));
    }

    @Override
    public Optional<BlobRow> blob(Digest digest) {
        return reader.read(rows -> BlobRows.find(rows, digest));
    }

    @Override
    public List<Digest> damaged(Digest image) {
        return reader.read(rows -> BlobRows.damaged(rows, image));
    }

    @Override
    public List<NameEntry> nameHistory(Reference name) {
        return reader.read(rows -> NameRows.history(rows, name));
    }

    @Override
    public List<Reference> knownNames(Repository repository) {
        return reader.read(rows -> NameRows.known(rows, repository));
    }

    @Override
    public List<Removed> removed() {
        return reader.read(rows -> UndoRows.list(rows, clock.instant()));
    }

    @Override
    public void events(long cursor, Instant since, Instant until, Consumer<Event> consumer) {
        EventRows.all(reader, cursor, since, until, consumer);
    }

    @Override
    public void expect(Digest digest) {
        if (!reader.read(rows -> BlobRows.isExpected(rows, digest))) {
            writer.run(tx -> BlobRows.expect(tx, digest));
        }
    }

    @Override
    public void durable(Digest digest, long bytes) {
        writer.run(tx -> BlobRows.durable(tx, digest, bytes));
    }

    @Override
    public List<IngestRow> ingests() {
        return reader.read(BlobRows::ingests);
    }

    @Override
    public void forgetIngests(Collection<Digest> digests) {
        writer.runFreeing(tx -> BlobRows.forgetIngests(tx, digests));
    }

    @Override
    public boolean hold(Digest digest, Collection<JobId> jobs) {
        return writer.run(tx -> BlobRows.hold(tx, digest, jobs, leftover));
    }

    @Override
    public void live(BlobRow blob, Collection<JobId> jobs) {
        writer.run(tx -> BlobRows.live(tx, blob, jobs, leftover));
    }

    @Override
    public boolean quarantine(Digest digest) {
        return writer.runFreeing(tx -> BlobRows.quarantine(tx, digest));
    }

    @Override
    public List<BlobRow> doom(boolean leftovers, Set<Digest> leased) {
        return writer.runFreeing(tx -> BlobRows.doom(tx, leftovers, leased));
    }

    @Override
    public List<BlobRow> unheld() {
        return reader.read(BlobRows::unheld);
    }

    @Override
    public void gone(Collection<Digest> digests) {
        writer.runFreeing(tx -> BlobRows.gone(tx, digests));
    }

    @Override
    public Instant nextDoom() {
        return reader.read(BlobRows::nextDoom);
    }

    @Override
    public void blobs(Consumer<BlobRow> consumer) {
        BlobRows.all(reader, consumer);
    }

    @Override
    public void advance(long version) {
        writer.run(tx -> tx.sql().run("UPDATE total SET version = max(version, ?)", version));
    }

    @Override
    public String bootId() {
        return reader.read(BlobRows::bootId);
    }

    @Override
    public void bootId(String id) {
        writer.runFreeing(tx -> BlobRows.bootId(tx, id)); // of a start, which must not fail on a full disk
    }

    /** The log for those who must hear of each event. */
    public EventLog log() {
        return new SqliteEventLog(reader, writer);
    }

    /** Where uploads to other registries go on; closed with the index. */
    public UploadLog uploads() {
        return new SqliteUploadLog(reader, writer, clock);
    }

    /** Runs what is queued, then closes; changes afterwards are refused. */
    @Override
    public void close() {
        writer.close();
        reader.close();
        try {
            sql.close();
        } catch (SQLException e) {
            LOG.warn("the database was not closed cleanly", e);
        }
    }
}
