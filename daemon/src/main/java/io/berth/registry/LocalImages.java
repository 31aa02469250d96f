package io.berth.registry;

import io.berth.content.Content;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The images of this machine, as repositories of their full names: {@code docker.io/library/redis}. Names whose registry
 * has a port cannot be repositories' names, and are not served.
 */
public final class LocalImages implements Source {
    private final Index index;
    private final Content content;
    private volatile Names names;

    public LocalImages(Index index, Content content) {
        this.index = index;
        this.content = content;
        this.names = Names.of(index.images());
    }

    /** The names of one state of the images: by repository, then by tag or digest. */
    private record Names(long version, NavigableMap<String, NavigableMap<String, Image>> byRepository) {
        static Names of(ImageTable images) {
            NavigableMap<String, NavigableMap<String, Image>> found = new TreeMap<>();
            for (Image image : images.byCreated()) {
                for (Reference name : image.names()) {
                    found.computeIfAbsent(name.repository().canonical(), _ -> new TreeMap<>())
                            .put(name.target(), image);
                }
            }
            return new Names(images.version(), found);
        }
    }

    private NavigableMap<String, NavigableMap<String, Image>> all() {
        ImageTable now = index.images();
        Names known = names;
        if (known.version() != now.version()) {
            known = Names.of(now);
            names = known;
        }
        return known.byRepository();
    }

    private NavigableMap<String, Image> of(RepositoryName repository) {
        NavigableMap<String, Image> found = all().get(repository.value());
        return found == null ? new TreeMap<>() : found;
    }

    @Override
    public Optional<Found> manifest(RepositoryName repository, Target target) {
        NavigableMap<String, Image> images = of(repository);
        Optional<Descriptor> found = switch (target) {
            case Target.Tag(String tag) ->
                Optional.ofNullable(images.get(tag)).map(image -> image.facts().target());
            case Target.ByDigest(Digest digest) ->
                distinct(images).stream()
                        .flatMap(image -> manifest(image, digest).stream())
                        .findFirst();
        };
        return found.map(descriptor -> new Found(this, descriptor, List.of()));
    }

    private static Set<Image> distinct(Map<String, Image> images) {
        return new HashSet<>(images.values());
    }

    /** The image itself, or one of the manifests of its index that is here. */
    private static Optional<Descriptor> manifest(Image image, Digest digest) {
        if (image.id().equals(digest)) {
            return Optional.of(image.facts().target());
        }
        return image.facts().manifests().stream()
                .map(ManifestFacts::descriptor)
                .filter(one -> one.digest().equals(digest))
                .filter(one -> image.facts().closure().contains(digest))
                .map(one -> Descriptor.of(one.mediaType(), one.digest(), one.size()))
                .findFirst();
    }

    @Override
    public byte[] read(Found manifest) throws IOException {
        return content.read(manifest.descriptor().digest(), Limits.MANIFEST_BYTES_MAX);
    }

    @Override
    public Optional<FoundBlob> blob(RepositoryName repository, Digest digest) {
        boolean held = distinct(of(repository)).stream()
                .anyMatch(image -> image.facts().closure().contains(digest));
        return held
                ? index.blob(digest).filter(Index.BlobRow::isLive).map(row -> new FoundBlob.Stored(digest, row.size()))
                : Optional.empty();
    }

    @Override
    public boolean isOfIndex() {
        return true;
    }

    @Override
    public Optional<Tags> tags(RepositoryName repository, String after, int max) {
        NavigableMap<String, Image> images = of(repository);
        return images.isEmpty()
                ? Optional.empty()
                : Optional.of(new Tags(images.tailMap(after, false).keySet().stream()
                        .filter(Reference::isTag)
                        .limit(max)
                        .toList()));
    }

    /** None: what refers to an image is kept with it, and not listed. */
    @Override
    public List<Descriptor> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, String after, int max) {
        return List.of();
    }

    @Override
    public List<RepositoryName> repositories(String after, int max) {
        return all().tailMap(after, false).keySet().stream()
                .filter(RepositoryName::isName)
                .limit(max)
                .map(RepositoryName::new)
                .toList();
    }
}
