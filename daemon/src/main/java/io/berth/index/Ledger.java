package io.berth.index;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the content store writes down about its blobs and ingests. Of {@code content} alone; everybody else uses
 * {@link Index}. Every method returns when the change is durable, or throws and has changed nothing.
 *
 * <p>Adding a method here needs a second caller.
 */
public interface Ledger {
    /** Notes that a blob is about to be written, so that a start after a crash knows where to look. */
    void expect(Digest digest);

    /** Notes how many bytes of an ingest were forced to disk. */
    void durable(Digest digest, long bytes);

    /** Expected and begun blobs. */
    List<IngestRow> ingests();

    /**
     * An expected or begun blob.
     *
     * @param durable bytes of it that are durable
     * @param touched when that grew last
     */
    record IngestRow(Digest digest, long durable, Instant touched) {}

    void forgetIngests(Collection<Digest> digests);

    /** Makes the jobs that still run holders of the blob; false where it is not live. Ends its ingest. */
    boolean hold(Digest digest, Collection<JobId> jobs);

    /** Makes the blob live, held by the jobs that still run, and ends its ingest. Its file is in place already. */
    void live(BlobRow blob, Collection<JobId> jobs);

    /** Notes that a live blob's file is damaged or gone; false where it is not live. */
    boolean quarantine(Digest digest);

    /**
     * Ends undo windows that are over and marks blobs as {@code DELETING} that nobody has held for long enough.
     *
     * @param leftovers also those that jobs have left behind not long ago
     * @param leased those that are not marked all the same
     * @return all blobs that are {@code DELETING} now, with the bytes that each takes; none for a damaged one
     */
    List<BlobRow> doom(boolean leftovers, Set<Digest> leased);

    /** Blobs that nobody holds, and that {@link #doom} would mark now or later. */
    List<BlobRow> unheld();

    /** Forgets those of the blobs that are still {@code DELETING}; their files are gone. */
    void gone(Collection<Digest> digests);

    /**
     * When {@link #doom} will find something next: {@link Instant#MIN} where a sweep was not finished, {@link
     * Instant#MAX} for never, as things are.
     */
    Instant nextDoom();

    /** Hands over all blobs, live or not, in no order; a read of the database. */
    void blobs(Consumer<BlobRow> consumer);

    /** Makes {@link ImageTable#version} count on from at least here. */
    void advance(long version);

    /** The boot of the machine in which the store was last used; empty at first. */
    String bootId();

    void bootId(String id);

    /** What is written down about uploads. */
    UploadLedger uploadLedger();

    /** Makes the reserve for a full disk where it is missing; slow the first time. */
    void fillReserve();
}
