package io.berth.content;

import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Blobs that are still coming, for those who read along. */
public interface Growing {
    /**
     * Opens what is here of a blob that is not live yet; its bytes are not proven. The caller closes. What is open stays
     * readable when the blob becomes live.
     *
     * @return empty where nothing is here, or the blob is live already
     */
    Optional<FileChannel> openIngest(Digest digest) throws IOException;
}
