package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;

/** What a client sees of a load, when all of it is there. */
public interface LoadProgress {
    void loaded(Reference name) throws IOException;

    /** An image without a name. */
    void loaded(Digest image) throws IOException;
}
