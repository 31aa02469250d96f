package io.berth.registry;

import io.berth.index.Change;
import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import java.io.IOException;
import java.util.List;

/** Makes what is pushed a local image too; of {@code image}, which stands on the same floor. */
@FunctionalInterface
public interface ImageNames {
    /** Nothing becomes an image. */
    ImageNames NONE = (_, _, _) -> List.of();

    /**
     * The steps that put an image in place and name it, for the change that puts its manifest into a repository.
     *
     * @param manifest an image manifest or an index, whose blobs are here
     * @param bytes of the manifest
     * @throws io.berth.problem.Problem.Forbidden where the policy does not let it have that name
     */
    List<Change> naming(Reference name, Descriptor manifest, byte[] bytes) throws IOException;
}
