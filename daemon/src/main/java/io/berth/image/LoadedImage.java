package io.berth.image;

import io.berth.oci.Reference;
import java.util.List;

/**
 * An image that an archive lists.
 *
 * @param names in the archive's order; none for an image without one
 * @param layers of an image whose manifest was made here, in the order of its config's diffIDs, which are still to be
 *     compared; none where the archive has the manifest
 */
record LoadedImage(Document root, List<Reference> names, List<ArchiveFile> layers) {
    LoadedImage {
        names = List.copyOf(names);
        layers = List.copyOf(layers);
    }
}
