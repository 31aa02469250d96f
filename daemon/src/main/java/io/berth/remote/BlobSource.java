package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import java.io.IOException;

/** Where a blob can be downloaded. Used by several threads at once. */
public interface BlobSource extends BlobReader {
    /** What it is part of, for messages. */
    Repository repository();

    /**
     * Begins a download at {@code offset}, or at 0 where the other side cannot do that.
     *
     * @throws RegistryException where the blob cannot be had
     */
    BlobStream open(Descriptor blob, long offset, CancelToken cancel) throws IOException;

    /** Whoever served this blob last sent other bytes than it has: others are asked first from now on. */
    default void distrust(Descriptor blob) {}
}
