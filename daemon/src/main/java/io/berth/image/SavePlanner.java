package io.berth.image;

import io.berth.content.Content;
import io.berth.image.SavePlan.Root;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an archive of images holds. Without platforms that is all that is here of an image, behind the document its
 * names point to; with one platform the manifest for it stands in place of an index; with several the index stays.
 */
final class SavePlanner {
    private static final String NAME = "io.containerd.image.name";
    private static final String TAG = "org.opencontainers.image.ref.name";
    private static final String SOURCE = "containerd.io/distribution.source.";
    private static final String SUBJECT = "io.containerd.manifest.subject";

    private final ImageTable images;
    private final Content content;
    private final List<Platform> platforms;
    private final SavePlan plan = new SavePlan();

    SavePlanner(ImageTable images, Content content, List<Platform> platforms) {
        this.images = images;
        this.content = content;
        this.platforms = List.copyOf(platforms);
    }

    /**
     * Plans for these names and IDs; a repository without a tag means all its tags.
     *
     * @throws NotFound where one is not here, or has nothing for a lone platform
     */
    SavePlan plan(List<String> texts) throws IOException {
        for (String text : texts) {
            List<Reference> tags = tagsOf(text);
            if (tags.isEmpty()) {
                add(ImageResolver.resolve(images, text));
            }
            for (Reference tag : tags) {
                add(images.byName(tag).orElseThrow(() -> ImageResolver.missing(tag.familiar())), tag);
            }
        }
        return plan;
    }

    /** The names in a repository that is given without a tag; none where something else is meant. */
    private List<Reference> tagsOf(String text) {
        if (text.indexOf('@') >= 0 || text.matches("(sha256:)?[a-f0-9]{64}")) {
            return List.of();
        }
        Reference reference = Reference.parse(text);
        if (reference.tag() != null) {
            return List.of();
        }
        return images.byCreated().stream()
                .flatMap(image -> image.names().stream())
                .filter(name -> name.repository().equals(reference.repository()))
                .sorted()
                .toList();
    }

    private void add(Resolved resolved) throws IOException {
        switch (resolved) {
            case Resolved.ByName(Image image, Reference name) -> add(image, name);
            case Resolved.ById(Image image) -> add(image, null);
            case Resolved.ByDigest(Image image, Reference _) -> add(image, null);
        }
    }

    private void add(Image image, @Nullable Reference name) throws IOException {
        plan.add(image);
        Descriptor target = image.facts().target();
        Map<String, String> annotations = annotations(image, name);
        if (platforms.isEmpty()) {
            image.facts().closure().forEach(plan::add);
            plan.add(new Root(target, annotations));
            addLoadable(image.facts().shown(), name);
            return;
        }
        List<ManifestFacts> chosen = chosen(image, name);
        boolean whole = platforms.size() > 1
                || target.digest().equals(chosen.getFirst().descriptor().digest());
        Descriptor root = whole ? target : chosen.getFirst().descriptor();
        plan.add(root.digest());
        plan.add(new Root(root, annotations));
        for (ManifestFacts manifest : chosen) {
            addBlobs(image, manifest);
            for (ManifestFacts other : image.facts().manifests()) {
                if (manifest.descriptor().digest().equals(other.subject()) && other.available()) {
                    addBlobs(image, other);
                    Descriptor bare = Descriptor.of(
                            other.descriptor().mediaType(),
                            other.descriptor().digest(),
                            other.descriptor().size());
                    plan.add(new Root(bare, Map.of(SUBJECT, String.valueOf(other.subject()))));
                }
            }
        }
        addLoadable(Optional.of(chosen.getFirst()), name);
    }

    /** Those for the platforms that are here; of several platforms one may be absent, not all. */
    private List<ManifestFacts> chosen(Image image, @Nullable Reference name) {
        List<ManifestFacts> chosen = new ArrayList<>();
        for (Platform platform : platforms) {
            Platforms.find(image, platform).filter(ManifestFacts::available).ifPresent(chosen::add);
        }
        if (chosen.isEmpty()) {
            String shown = name == null ? image.id().toString() : name.familiar();
            throw new NotFound(
                    Subject.IMAGE,
                    "no suitable export target found: "
                            + Platforms.missing(shown, platforms.getFirst()).text());
        }
        return chosen;
    }

    private void addBlobs(Image image, ManifestFacts manifest) throws IOException {
        Stream.concat(
                        Stream.of(manifest.descriptor().digest()),
                        blobs(manifest).stream().map(Descriptor::digest))
                .filter(image.facts().closure()::contains)
                .forEach(plan::add);
    }

    private void addLoadable(Optional<ManifestFacts> shown, @Nullable Reference name) throws IOException {
        if (shown.isEmpty() || !shown.get().available() || shown.get().config() == null) {
            return;
        }
        List<Digest> layers =
                blobs(shown.get()).stream().skip(1).map(Descriptor::digest).toList();
        plan.add(shown.get().config(), layers, name);
    }

    /** The config, then the layers. */
    private List<Descriptor> blobs(ManifestFacts manifest) throws IOException {
        Descriptor descriptor = manifest.descriptor();
        byte[] bytes = content.read(descriptor.digest(), Limits.MANIFEST_BYTES_MAX);
        return Manifest.parse(bytes, descriptor.mediaType()) instanceof ImageManifest one ? one.children() : List.of();
    }

    /** As containerd writes them, since it and docker read them back. */
    private static Map<String, String> annotations(Image image, @Nullable Reference name) {
        Map<String, String> annotations = new LinkedHashMap<>();
        for (Repository source : image.facts().sources()) {
            String host = source.registry().replaceFirst(":[0-9]+$", "");
            annotations.merge(
                    SOURCE + host, source.path(), (one, other) -> one.equals(other) ? one : one + ',' + other);
        }
        if (name != null) {
            annotations.put(NAME, name.toString());
            annotations.put(TAG, name.findTag().orElse(""));
        }
        return annotations;
    }
}
