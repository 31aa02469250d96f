package io.berth.remote;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import java.io.IOException;

/** Where the bytes of a blob are read, be it here or elsewhere. Used by several threads at once. */
@FunctionalInterface
public interface BlobReader {
    /**
     * So many bytes from {@code offset} on; where the other side cannot do that, the stream starts at 0.
     *
     * @throws RegistryException where another registry does not give it
     */
    BlobStream open(Descriptor blob, long offset, long length, CancelToken cancel) throws IOException;
}
