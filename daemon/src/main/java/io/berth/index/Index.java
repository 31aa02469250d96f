package io.berth.index;

import io.berth.event.Event;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of one store. Every method that changes something returns when the change is durable, or throws and has
 * changed nothing. Safe for use by any number of threads.
 *
 * <p>Adding a method here needs a second caller.
 */
public interface Index extends AutoCloseable {
    /** The present state; a volatile read. Contains every change that has returned. */
    ImageTable images();

    /**
     * Applies the steps in one transaction: all or none, and no reader sees a part of it.
     *
     * @return the images and names as the change left them
     * @throws io.berth.problem.Problem.NotFound where a step names an image that is not there
     * @throws io.berth.problem.Problem.Conflict where an image to be removed is in use by a container or a name
     * @throws io.berth.problem.Problem.Forbidden where {@link TableBound} leaves no room for what comes in
     */
    ImageTable apply(List<Change> steps);

    /**
     * Fails where images take so much memory by now that this one would be refused. Nothing is kept for it: {@link #apply}
     * looks again. For those who would otherwise fetch it first.
     *
     * @throws io.berth.problem.Problem.Forbidden in the words of the refusal
     */
    void requireRoom(Change.PutImage image);

    /** Begins a job that will hold blobs; ends by {@link Change.EndJob}, or at the next start. */
    JobId beginJob(String kind, String subject);

    /**
     * Makes the job a holder of every wanted blob that is live, so that nothing sweeps it while the job runs.
     *
     * @return those that are live; the others are to be fetched
     */
    Set<Digest> claim(JobId job, Collection<Digest> wanted);

    /** Live blobs and their state; a read of the database. */
    Optional<BlobRow> blob(Digest digest);

    /** Blobs that the image holds and whose files are damaged; a pull fetches them again. A read of the database. */
    List<Digest> damaged(Digest image);

    /** The history of a name, newest first. */
    List<NameEntry> nameHistory(Reference name);

    /** All names that ever pointed into this repository have their history; names of it, sorted. */
    List<Reference> knownNames(Repository repository);

    /** Removed images that can still be restored, newest removal first. */
    List<Removed> removed();

    /** Hands over the logged events after {@code cursor} and within the times, in order. */
    void events(long cursor, Instant since, Instant until, Consumer<Event> consumer);

    @Override
    void close();

    /**
     * A blob as the index knows it.
     *
     * @param state {@code LIVE}, {@code DELETING} or {@code QUARANTINED}
     */
    record BlobRow(Digest digest, long size, long alloc, String state) {
        /** Whether it may be read. */
        public boolean isLive() {
            return state.equals("LIVE");
        }
    }

    /**
     * One line of a name's history.
     *
     * @param digest what the name pointed to from then on; null where it was taken away
     */
    record NameEntry(Reference name, @Nullable Digest digest, Instant at, String cause) {}

    record Removed(ImageFacts facts, List<Reference> names, Instant at, Instant expires) {}
}
