package io.berth.image;

import io.berth.index.Image;
import io.berth.oci.Reference;

/** An image and the way in which a request named it; removal depends on that way. */
public sealed interface Resolved {
    Image image();

    /** By its ID, whole or the beginning of it, or by its config's digest. */
    record ById(Image image) implements Resolved {}

    /** By one of its names. */
    record ByName(Image image, Reference name) implements Resolved {}

    /** By {@code repository@digest}, where one of its names is in that repository. */
    record ByDigest(Image image, Reference reference) implements Resolved {}
}
