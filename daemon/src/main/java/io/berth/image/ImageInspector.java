package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Image;
import io.berth.index.Index;
import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells all about one image; reads its manifest and config where they are here. */
public final class ImageInspector {
    private final Index index;
    private final Content content;

    public ImageInspector(Index index, Content content) {
        this.index = index;
        this.content = content;
    }

    /**
     * One image, as it stands for one platform.
     *
     * @param descriptor of the image, or of the child for the platform that was asked for
     * @param config null where nothing for the platform is here, or it is no container image
     * @param size bytes of the blobs for this platform
     */
    public record Inspected(
            Image image, Descriptor descriptor, @Nullable ImageConfig config, long size) {}

    /**
     * One step of an image's history.
     *
     * @param id of the image whose last step it is; null for the others
     * @param tags names of that image
     * @param size bytes of the layer that it made
     */
    public record Step(@Nullable Digest id, ImageConfig.History made, List<Reference> tags, long size) {
        public Step {
            tags = List.copyOf(tags);
        }
    }

    /**
     * Shows an image.
     *
     * @param platform where given: as it is for this platform, which may be one that was not pulled
     * @throws io.berth.problem.Problem.NotFound where there is no such image, or nothing in it for the platform
     */
    public Inspected inspect(String name, Optional<Platform> platform) throws IOException {
        Image image = ImageResolver.resolve(index.images(), name).image();
        Descriptor target = image.facts().target();
        if (platform.isEmpty()) {
            Optional<ManifestFacts> shown = image.facts().shown();
            return new Inspected(
                    image,
                    target,
                    config(shown),
                    shown.map(ManifestFacts::contentSize).orElse(0L));
        }
        ManifestFacts chosen =
                Platforms.find(image, platform.get()).orElseThrow(() -> Platforms.missing(name, platform.get()));
        return new Inspected(image, chosen.descriptor(), config(Optional.of(chosen)), chosen.contentSize());
    }

    /**
     * How an image was made, newest step first.
     *
     * @throws io.berth.problem.Problem.NotFound where there is no such image, or nothing of it for the platform is here
     */
    public List<Step> history(String name, Optional<Platform> platform) throws IOException {
        Resolved resolved = ImageResolver.resolve(index.images(), name);
        Image image = resolved.image();
        Optional<ManifestFacts> chosen = image.facts().shown();
        if (platform.isPresent()) {
            chosen = Platforms.find(image, platform.get()).filter(ManifestFacts::available);
            if (chosen.isEmpty()) {
                throw Platforms.missing(ImageRemover.shownName(resolved, name), platform.get());
            }
        }
        ImageConfig config = config(chosen);
        if (chosen.isEmpty() || config == null) {
            return List.of();
        }
        return steps(image, config, layers(chosen.get()));
    }

    private static List<Step> steps(Image image, ImageConfig config, List<Descriptor> layers) {
        List<Step> steps = new ArrayList<>();
        int layer = 0;
        int last = config.history().size() - 1;
        for (int i = 0; i <= last; i++) {
            ImageConfig.History made = config.history().get(i);
            boolean hasLayer = !made.emptyLayer() && layer < layers.size();
            long size = hasLayer ? layers.get(layer++).size() : 0;
            steps.add(
                    i == last
                            ? new Step(image.id(), made, image.names(), size)
                            : new Step(null, made, List.of(), size));
        }
        return steps.reversed();
    }

    private @Nullable ImageConfig config(Optional<ManifestFacts> manifest) throws IOException {
        if (manifest.isEmpty() || !manifest.get().available() || manifest.get().kind() != ManifestFacts.Kind.IMAGE) {
            return null;
        }
        Digest config = manifest.get().config();
        return config == null ? null : ImageConfig.parse(content.read(config, Limits.CONFIG_BYTES_MAX));
    }

    private List<Descriptor> layers(ManifestFacts manifest) throws IOException {
        Descriptor descriptor = manifest.descriptor();
        byte[] bytes = content.read(descriptor.digest(), Limits.MANIFEST_BYTES_MAX);
        return Manifest.parse(bytes, descriptor.mediaType()) instanceof ImageManifest one ? one.layers() : List.of();
    }
}
