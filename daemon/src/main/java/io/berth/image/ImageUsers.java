package io.berth.image;

import io.berth.oci.Digest;
import java.util.List;

/** Tells who uses an image. Whoever owns containers implements it; an image in use is not removed. */
@FunctionalInterface
public interface ImageUsers {
    /** Nobody uses any image. */
    ImageUsers NONE = _ -> List.of();

    /** The containers made from the image with this ID, in any state; must be quick, it is asked for every listed row. */
    List<User> of(Digest image);

    /**
     * One container.
     *
     * @param id in full
     */
    record User(String id, boolean running) {
        /** The first twelve characters of the ID, as messages show it. */
        public String shortId() {
            return id.length() > 12 ? id.substring(0, 12) : id;
        }
    }
}
