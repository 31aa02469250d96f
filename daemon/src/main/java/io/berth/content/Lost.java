package io.berth.content;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An image that {@code index.json} tells of, with its names and the repositories that it came from. */
public record Lost(Descriptor target, List<Reference> names, List<Repository> sources) {
    static List<Lost> of(ImageIndex index) {
        Map<Digest, Lost> found = new LinkedHashMap<>();
        for (Descriptor entry : index.manifests()) {
            Map<String, String> annotations = entry.annotations();
            Lost image = found.computeIfAbsent(
                    entry.digest(),
                    digest -> new Lost(
                            Descriptor.of(entry.mediaType(), digest, entry.size()),
                            new ArrayList<>(),
                            sources(annotations)));
            String name = annotations.get(IndexJson.NAME);
            if (name != null) {
                image.names().add(Reference.parse(name));
            }
        }
        return List.copyOf(found.values());
    }

    private static List<Repository> sources(Map<String, String> annotations) {
        String all = annotations.getOrDefault(IndexJson.SOURCES, "");
        return all.isEmpty()
                ? List.of()
                : List.of(all.split(" ")).stream().map(Repository::parse).toList();
    }
}
