package io.berth.oci;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unsupported;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A parsed manifest or index. The bytes it came from are kept elsewhere and never made anew. */
public sealed interface Manifest {
    String mediaType();

    @Nullable
    Descriptor subject();

    /** All that this document points to, in its order: config and layers, or the children of an index. */
    List<Descriptor> children();

    /** One image: its config and its layers, lowest first (image-spec, manifest.md). */
    record ImageManifest(
            String mediaType,
            @Nullable String artifactType,
            Descriptor config,
            List<Descriptor> layers,
            @Nullable Descriptor subject,
            Map<String, String> annotations)
            implements Manifest {
        public ImageManifest {
            layers = List.copyOf(layers);
            annotations = Map.copyOf(annotations);
        }

        @Override
        public List<Descriptor> children() {
            return Stream.concat(Stream.of(config), layers.stream()).toList();
        }
    }

    /** One name for several manifests (image-spec, image-index.md). */
    record ImageIndex(
            String mediaType,
            @Nullable String artifactType,
            List<Descriptor> manifests,
            @Nullable Descriptor subject,
            Map<String, String> annotations)
            implements Manifest {
        public ImageIndex {
            manifests = List.copyOf(manifests);
            annotations = Map.copyOf(annotations);
        }

        @Override
        public List<Descriptor> children() {
            return manifests;
        }
    }

    /**
     * Reads a document strictly.
     *
     * @param contentType the type under which it was served or described; decides where the document names none itself
     * @throws Corrupt where it is not JSON, lacks a required member, has one of a wrong type, is manifest and index at
     *     once (CVE-2021-41190), or contradicts {@code contentType}
     * @throws Unsupported for docker schema 1 and for types that are neither manifest nor index
     */
    static Manifest parse(byte[] bytes, String contentType) {
        return ManifestParser.parse(bytes, contentType);
    }
}
