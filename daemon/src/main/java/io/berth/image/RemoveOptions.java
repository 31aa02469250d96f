package io.berth.image;

import io.berth.oci.Platform;
import java.util.List;

/**
 * How to remove an image.
 *
 * @param force also where several names or stopped containers use it
 * @param platforms where any: only the content for these goes, and the names stay
 */
public record RemoveOptions(boolean force, List<Platform> platforms) {
    public RemoveOptions {
        platforms = List.copyOf(platforms);
    }
}
