package io.berth.content;

import io.berth.oci.Digest;
import java.util.Collection;

/**
 * Blobs that stay for those who read them, whoever lets go of them meanwhile. A lease is in memory alone: it costs no change
 * of the database, and ends with the daemon at the latest.
 */
public interface Leases {
    /** Keeps these blobs from being swept until it is closed; one that is not live stays as it is. */
    Lease lease(Collection<Digest> blobs);

    /** Closed by who took it; once is enough, and twice does no harm. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }
}
