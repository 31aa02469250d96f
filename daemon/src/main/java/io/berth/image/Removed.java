package io.berth.image;

import io.berth.oci.Digest;

/** One row of the answer to a removal or a prune. */
public sealed interface Removed {
    /** A name is gone; for an image without names its ID stands here. */
    record Untagged(String name) implements Removed {}

    /** An image or one of its manifests is gone. */
    record Deleted(Digest digest) implements Removed {}
}
