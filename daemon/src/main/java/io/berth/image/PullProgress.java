package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;

/** What a pull tells while it runs, all on the thread that runs it. An {@link IOException} of the listener ends the pull. */
public interface PullProgress {
    /** The image is found; nothing was told before, so a failure until then can still be an ordinary answer. */
    void pulling(Reference reference) throws IOException;

    /** A layer is not here yet. */
    void waiting(Descriptor layer) throws IOException;

    /** So many bytes of a blob are here; told at most every 100 ms for each blob. */
    void downloading(Descriptor blob, long current) throws IOException;

    /** A blob is here, whole and verified. */
    void downloaded(Descriptor blob) throws IOException;

    /** The image that this layer was fetched for is in place. */
    void complete(Descriptor layer) throws IOException;

    /**
     * The name points to the image.
     *
     * @param newer whether it did not before
     */
    void done(Reference reference, Digest image, boolean newer) throws IOException;
}
