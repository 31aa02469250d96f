package io.berth.oci;

import java.nio.charset.StandardCharsets;

/** Names in an OCI image layout, on disk as in an archive (image-spec, image-layout.md). */
public final class ImageLayout {
    /** The file that says what this is; see {@link #marker}. */
    public static final String MARKER = "oci-layout";

    /** The file where readers begin: an image index. */
    public static final String INDEX = "index.json";

    /** Below it a directory for each digest algorithm. */
    public static final String BLOBS = "blobs";

    private ImageLayout() {}

    /** The whole text of {@link #MARKER}. */
    public static byte[] marker() {
        return "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
    }
}
