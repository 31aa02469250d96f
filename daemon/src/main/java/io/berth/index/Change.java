package io.berth.index;

import io.berth.event.Draft;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One step of an atomic change to images and names; see {@link Index#apply}. Steps are applied in their order. */
public sealed interface Change {
    /**
     * Puts an image in place, new or instead of the one of the same ID.
     *
     * @param facts from the image's present facts (null where it is new) to the new ones; pure, may be called again.
     *     The new closure replaces the old one; every blob in it must be live. It is refused where it is new, or has
     *     new manifests, and {@link TableBound} leaves no room for it.
     */
    record PutImage(Digest id, Function<@Nullable ImageFacts, ImageFacts> facts) implements Change {}

    /** Begins a change that puts back what an accident took: it has room, however much memory the images take. */
    record PutBack() implements Change {}

    /**
     * Points a name to an image; one that pointed elsewhere moves.
     *
     * @param cause why, for the name's history: {@code pull}, {@code tag}, {@code rollback}, {@code undo}, …
     */
    record PutName(Reference name, Digest image, String cause) implements Change {}

    /** Takes a name away; no error where it is not there. */
    record DropName(Reference name, String cause) implements Change {}

    /**
     * Removes an image that no name points to. Its blobs stay held for {@code undo} (zero: not at all), in which time
     * {@link RestoreImage} brings it back with the names that {@code DropName} took from it in this change or, at most
     * {@code undo} ago, an earlier one.
     */
    record DropImage(Digest id, Duration undo) implements Change {}

    /** Brings a removed image back, with those of its names that are free now. */
    record RestoreImage(Digest id) implements Change {}

    /** An image, or a manifest of a repository, was used; nothing where it is not here. */
    record Use(Digest image, Instant at) implements Change {}

    /** Writes an event. */
    record Log(Draft event) implements Change {}

    /** Ends a job: what only it held is free to be swept. */
    record EndJob(JobId job) implements Change {}
}
