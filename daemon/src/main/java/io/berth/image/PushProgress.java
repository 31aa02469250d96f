package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.io.IOException;

/** What a push tells while it runs, all on the thread that runs it. An {@link IOException} of the listener ends the push. */
public interface PushProgress {
    /** It begins; all that fails is told after this. */
    void pushing(Repository repository) throws IOException;

    /** A layer is to be sent, or found there. */
    void waiting(Descriptor layer) throws IOException;

    /** So many bytes of a layer are sent; told at most every 100 ms for each. */
    void uploading(Descriptor layer, long current) throws IOException;

    /** A layer was sent. */
    void pushed(Descriptor layer) throws IOException;

    /** The registry had a layer in this repository. */
    void present(Descriptor layer) throws IOException;

    /** The registry took a layer from another of its repositories. */
    void mounted(Descriptor layer, Repository from) throws IOException;

    /** Of an index not everything is here, and this manifest took its place. */
    void pushedInstead(Descriptor index, Descriptor manifest) throws IOException;

    /** The push ends because content that this points to is neither here nor there. */
    void contentMissing(Descriptor target) throws IOException;

    /** More is about the image than so many artifacts, which have gone along; the rest stays behind. */
    void referralsLeft(int most) throws IOException;

    /** The name points to this at the registry. */
    void done(Reference reference, Descriptor target) throws IOException;
}
