package io.berth.content;

import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The blobs of one store. A blob is there when it is live in the index; then its file is whole, verified and durable.
 *
 * <p>Adding a method here needs a second caller.
 */
public interface Content extends AutoCloseable {
    /**
     * Opens a live blob for reading; an unlink later does not disturb the reader. The caller closes.
     *
     * @throws io.berth.problem.Problem.NotFound where it is not live
     */
    FileChannel open(Digest digest) throws IOException;

    /**
     * Opens a blob of which the caller knows that it was live with this size a moment ago; asks the file system and nothing
     * else. The caller closes.
     *
     * @return empty where the file is not as it should be; {@link #open} knows the reason and does something about it
     */
    Optional<FileChannel> openKnown(Digest digest, long size) throws IOException;

    /**
     * Reads a small live blob whole and checks its digest.
     *
     * @param sizeMax more bytes than this are {@link io.berth.problem.Problem.TooLarge}
     * @throws io.berth.problem.Problem.Corrupt where the bytes are not those of the digest any more; it is quarantined
     */
    byte[] read(Digest digest, int sizeMax) throws IOException;

    /**
     * Opens the one ingest for this blob, continuing after the bytes that an earlier one left; only one may be open at
     * a time for a digest.
     */
    Ingest ingest(Descriptor blob) throws IOException;

    /**
     * Makes the jobs holders of a blob that is here already.
     *
     * @return whether it is live and has this size; where not, nothing has changed
     */
    boolean hold(Collection<JobId> jobs, Descriptor blob) throws IOException;

    /**
     * Makes bytes that are in hand a live blob held by the job; verifies them first. Cheap where it is live already.
     *
     * @throws io.berth.problem.Problem.Corrupt where they do not have this size and digest
     */
    void put(JobId job, Descriptor blob, byte[] bytes) throws IOException;

    /**
     * Compares what is about to be fetched with the free space, before the first byte: of the blobs those that are not
     * live, and of these what no ingest has yet.
     *
     * @throws io.berth.problem.Problem.Unavailable {@code no space left on device: need X, have Y}
     */
    void requireSpace(Collection<Descriptor> blobs) throws IOException;

    /**
     * Deletes blobs that nobody holds any more, and undo windows that are over; returns the bytes (allocated) freed. What
     * images have left goes at once; what unfinished jobs have left stays for a while, for the next try.
     */
    long sweep() throws IOException;

    /**
     * All that unfinished jobs have left for the next one: ingests that are not open, blobs that nobody holds.
     *
     * @param kept ingests that are wanted all the same
     */
    List<Leftover> leftovers(Predicate<Digest> kept) throws IOException;

    /** Deletes what {@link #leftovers} tells of, and returns what was deleted. */
    List<Leftover> dropLeftovers(Predicate<Digest> kept) throws IOException;

    /**
     * What an unfinished job has left.
     *
     * @param whole a blob, else the first bytes of one
     * @param alloc what it takes on disk, in bytes
     */
    record Leftover(Digest digest, boolean whole, long alloc) {}

    @Override
    void close();
}
