package io.berth.content;

import io.berth.index.Index;
import io.berth.index.Index.BlobRow;
import io.berth.index.JobId;
import io.berth.index.Ledger;
import io.berth.index.SqliteIndex;
import io.berth.io.AtomicFiles;
import io.berth.io.Disk;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageLayout;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** The blobs as files of an OCI image layout, {@code content/}. */
public final class FileContent implements Content, Growing, Intake {
    private static final int DISK_THREADS = 4;

    private final Index index;
    private final Placement placement;
    private final Ingests ingests;
    private final FileUploads uploads;
    private final BlobLeases leases = new BlobLeases();
    private final Sweeper sweeper;
    private final Leftovers leftovers;
    private final Damage damage;
    private final Audit audit;
    private final Space space;
    private final IndexJson indexJson;
    private final Keeper keeper;
    private final ExecutorService diskThreads;

    private FileContent(Path dataRoot, Index index, Ledger ledger, ContentOptions options) {
        this.index = index;
        Layout layout = Layout.below(dataRoot);
        this.placement = new Placement(layout, options.disk(), new DigestLocks(), index, ledger);
        this.diskThreads = Executors.newFixedThreadPool(
                DISK_THREADS, Thread.ofPlatform().name("disk-", 0).daemon(true).factory());
        this.ingests = new Ingests(placement, diskThreads, options.clock());
        this.uploads = new FileUploads(placement, diskThreads, options.clock(), options.uploadPatience());
        this.sweeper = new Sweeper(placement, leases);
        this.leftovers = new Leftovers(ingests, sweeper);
        this.damage = new Damage(placement);
        this.audit = new FileAudit(dataRoot, placement, damage, diskThreads);
        this.space = new Space(options.disk(), layout.ingests());
        this.indexJson = new IndexJson(options.disk(), layout.indexJson());
        Scrub scrub = new Scrub(audit, options.scrubEvery());
        this.keeper = new Keeper(options, new Keeper.Work(placement, sweeper, leftovers, uploads, indexJson, scrub));
    }

    /** Opens the content below {@code dataRoot} with what is usual; see the other. */
    public static FileContent open(Path dataRoot, SqliteIndex index) throws IOException {
        return open(dataRoot, index, ContentOptions.standard());
    }

    public static FileContent open(Path dataRoot, SqliteIndex index, ContentOptions options) throws IOException {
        return open(dataRoot, index, index, options);
    }

    /**
     * Opens the content below {@code dataRoot}, making it where it is missing. Puts ingests in order and finishes a sweep
     * that was cut short; looks at no other file.
     */
    public static FileContent open(Path dataRoot, Index index, Ledger ledger, ContentOptions options)
            throws IOException {
        FileContent content = new FileContent(dataRoot, index, ledger, options);
        try {
            content.start(options.bootId());
            return content;
        } catch (IOException | RuntimeException e) {
            content.diskThreads.shutdown();
            throw e;
        }
    }

    private void start(String bootId) throws IOException {
        Layout layout = placement.layout();
        Files.createDirectories(layout.ingests());
        Files.createDirectories(layout.uploads());
        Files.createDirectories(layout.quarantine());
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            Files.createDirectories(layout.blobs(algorithm));
        }
        if (placement.disk().stat(layout.marker()).isEmpty()) {
            AtomicFiles.write(placement.disk(), layout.marker(), ImageLayout.marker());
        }
        uploads.start(placement.ledger().bootId().equals(bootId)); // first: both may look for the file of a blob
        ingests.start(bootId);
        if (placement.ledger().nextDoom().equals(Instant.MIN)) {
            sweeper.sweep(false);
        }
    }

    /**
     * What {@code index.json} told when it was last written, where the index knows less than it: its database was lost,
     * or its last changes were. Names and sources are in annotations of {@link Lost}.
     */
    public List<Lost> lost() throws IOException {
        long version = indexJson.version().orElse(0L);
        return version > index.images().version() ? Lost.of(indexJson.read()) : List.of();
    }

    /** Notes that what was {@link #lost} is as far restored as it can be. */
    public void restored() throws IOException {
        placement.ledger().advance(indexJson.version().orElse(0L) + 1);
    }

    /**
     * Makes a file that lies in the layout, and that no row knows any more, a live blob held by the job.
     *
     * @param verify compares the bytes too, not only the size
     * @return whether the blob is live now
     */
    public boolean adopt(JobId job, Descriptor blob, boolean verify) throws IOException {
        return placement.adopt(blob.digest(), blob.size(), verify, job);
    }

    /** Looks for what is wrong with the store. */
    public Audit audit() {
        return audit;
    }

    /** Blobs that are read. */
    public Leases leases() {
        return leases;
    }

    /** Blobs that clients send. */
    public Uploads uploads() {
        return uploads;
    }

    /**
     * Begins what goes on beside: deleting what is due, writing {@code index.json}, looking for damage. Call it when what
     * was lost is restored, since files that no row knows are deleted.
     */
    public void keep() {
        keeper.start();
    }

    @Override
    public FileChannel open(Digest digest) throws IOException {
        return damage.open(live(digest));
    }

    @Override
    public Optional<FileChannel> openKnown(Digest digest, long size) throws IOException {
        return damage.openKnown(digest, size);
    }

    @Override
    public Optional<FileChannel> openIngest(Digest digest) throws IOException {
        return ingests.read(digest);
    }

    private BlobRow live(Digest digest) {
        return index.blob(digest).filter(BlobRow::isLive).orElseThrow(() -> Damage.notFound(digest));
    }

    @Override
    public byte[] read(Digest digest, int sizeMax) throws IOException {
        BlobRow row = live(digest);
        if (row.size() > sizeMax) {
            throw new TooLarge(Subject.BLOB, "blob " + digest + " has " + row.size() + " bytes, more than " + sizeMax);
        }
        byte[] bytes = new byte[(int) row.size()];
        try (Damage.Opened opened = damage.openWhole(row)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining() && opened.channel().read(buffer) >= 0) {
                // on to the end
            }
            Digest actual =
                    Digest.of(digest.algorithm(), digest.algorithm().hash().digest(bytes));
            if (!actual.equals(digest)) {
                throw damage.report(digest, opened, "its bytes have the digest " + actual);
            }
        }
        return bytes;
    }

    @Override
    public Ingest ingest(Descriptor blob) throws IOException {
        return ingests.open(blob);
    }

    @Override
    public NamelessIngest begin(JobId job, Digest.Algorithm algorithm, long size) throws IOException {
        space.require(size);
        return ingests.nameless(job, algorithm);
    }

    @Override
    public boolean hold(Collection<JobId> jobs, Descriptor blob) throws IOException {
        return index.blob(blob.digest())
                        .filter(row -> row.size() == blob.size())
                        .isPresent()
                && placement
                        .locks()
                        .with(blob.digest(), () -> placement.holdIfLive(blob.digest(), placement.holders(jobs)));
    }

    @Override
    public void put(JobId job, Descriptor blob, byte[] bytes) throws IOException {
        Digest digest = blob.digest();
        Digest actual = Digest.of(digest.algorithm(), digest.algorithm().hash().digest(bytes));
        if (bytes.length != blob.size()) {
            throw new Corrupt(Subject.BLOB, "unexpected commit size " + bytes.length + ", expected " + blob.size());
        }
        if (!actual.equals(digest)) {
            throw new Corrupt(Subject.BLOB, "unexpected commit digest " + actual + ", expected " + digest);
        }
        Placement.Holders holder = placement.holders(List.of(job));
        placement.locks().with(digest, () -> placement.holdIfLive(digest, holder) || write(holder, digest, bytes));
    }

    private boolean write(Placement.Holders holder, Digest digest, byte[] bytes) throws IOException {
        placement.ledger().expect(digest);
        Path file = placement.layout().put(digest);
        try (Disk.Output out = placement.disk().append(file)) {
            out.truncate(0);
            space.write(bytes.length, () -> out.write(ByteBuffer.wrap(bytes)));
            out.force();
        } catch (IOException | RuntimeException e) {
            placement.disk().delete(file);
            throw e;
        }
        return placement.placeLocked(file, digest, bytes.length, holder);
    }

    @Override
    public void requireSpace(Collection<Descriptor> blobs) throws IOException {
        long need = 0;
        for (Descriptor blob : blobs) {
            long missing = missing(blob);
            need = need > Long.MAX_VALUE - missing ? Long.MAX_VALUE : need + missing; // sizes are outsiders' words
        }
        space.require(need);
    }

    private long missing(Descriptor blob) throws IOException {
        if (placement.isLive(blob.digest())) {
            return 0;
        }
        Path ingest = placement.layout().ingest(blob.digest());
        long here = placement.disk().stat(ingest).map(Disk.Stat::size).orElse(0L);
        return here > blob.size() ? blob.size() : blob.size() - here; // a longer one begins again
    }

    @Override
    public long sweep() throws IOException {
        return sweeper.sweep(false).stream().mapToLong(BlobRow::alloc).sum();
    }

    @Override
    public List<Leftover> leftovers(Predicate<Digest> kept) throws IOException {
        return leftovers.list(kept);
    }

    @Override
    public List<Leftover> dropLeftovers(Predicate<Digest> kept) throws IOException {
        return leftovers.drop(kept);
    }

    /** Ends what goes on beside and writes {@code index.json}; the index is to be closed afterwards. */
    @Override
    public void close() {
        keeper.close();
        diskThreads.close();
    }
}
