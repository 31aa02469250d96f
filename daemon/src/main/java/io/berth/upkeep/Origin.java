package io.berth.upkeep;

import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import java.util.List;

/**
 * Where a blob can be had again.
 *
 * @param blob the blob; its media type is a guess where no manifest was asked
 * @param isDocument whether registries keep it among their manifests
 * @param repositories of registries, those that it came from first
 */
record Origin(Descriptor blob, boolean isDocument, List<Repository> repositories) {
    Origin {
        repositories = List.copyOf(repositories);
    }
}
