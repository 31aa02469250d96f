package io.berth.content;

import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what is wrong with a store while it is in use. A damaged blob is put aside at once, so that nobody is served
 * from it any more; nothing else is changed but by {@link #mend}.
 */
public interface Audit {
    /** What the index says that contradicts itself; takes as long as the index is large. */
    List<Finding> index() throws IOException;

    /** Compares the names and sizes of all files with the index; reads none of them. */
    List<Finding> files() throws IOException;

    /** The live blobs at this moment. */
    List<BlobRow> blobs();

    /**
     * Reads a blob and compares its digest.
     *
     * @return what is wrong with it, which somebody else may have found meanwhile; empty where nothing is, where it went,
     *     and where {@code pace} stopped it
     */
    Optional<Finding> verify(BlobRow blob, Pace pace) throws IOException;

    /**
     * Puts right what needs no bytes from elsewhere: deletes a stray blob, notes what a blob takes on disk.
     *
     * @return whether it is right now
     */
    boolean mend(Finding finding) throws IOException;

    /** What is wrong. */
    enum Kind {
        /** The index contradicts itself. */
        INDEX,
        /** A blob is gone, or its bytes are not its own; it is put aside. */
        DAMAGED,
        /** A file among the blobs that the index does not know. */
        STRAY,
        /** A blob takes other blocks on disk than the index says. */
        BLOCKS
    }

    /**
     * One thing that is wrong.
     *
     * @param blob null where it concerns none
     * @param text for people
     */
    record Finding(Kind kind, @Nullable Digest blob, String text) {}

    /** How fast is read. */
    @FunctionalInterface
    interface Pace {
        /** Waits as long as these bytes should take; false where reading is to stop. */
        boolean read(int bytes);
    }
}
