package io.berth.image;

import io.berth.oci.Digest;
import java.io.IOException;

/** What a client sees of an import. */
public interface ImportProgress {
    void downloading(String address) throws IOException;

    /** Bytes that have come from that address, of how many; 0 where that is not known. */
    void importing(long current, long total) throws IOException;

    void done(Digest image) throws IOException;
}
