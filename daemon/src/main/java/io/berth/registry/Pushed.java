package io.berth.registry;

import io.berth.content.Content;
import io.berth.index.Repositories;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.RepositoryName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The repositories that were pushed to this daemon. */
public final class Pushed implements Source {
    private final Repositories repositories;
    private final Content content;
    private final Consumer<Digest> served;

    /**
     * Makes the source.
     *
     * @param served told of each manifest that is sent
     */
    public Pushed(Repositories repositories, Content content, Consumer<Digest> served) {
        this.repositories = repositories;
        this.content = content;
        this.served = served;
    }

    @Override
    public Optional<Found> manifest(RepositoryName repository, Target target) {
        return find(repository, target).map(descriptor -> new Found(this, descriptor, List.of()));
    }

    private Optional<Descriptor> find(RepositoryName repository, Target target) {
        return switch (target) {
            case Target.Tag(String tag) -> repositories.tagged(repository, tag);
            case Target.ByDigest(Digest digest) -> repositories.manifest(repository, digest);
        };
    }

    @Override
    public byte[] read(Found manifest) throws IOException {
        byte[] bytes = content.read(manifest.descriptor().digest(), Limits.MANIFEST_BYTES_MAX);
        served.accept(manifest.descriptor().digest());
        return bytes;
    }

    @Override
    public Optional<FoundBlob> blob(RepositoryName repository, Digest digest) {
        return repositories.blob(repository, digest).map(row -> new FoundBlob.Stored(digest, row.size()));
    }

    @Override
    public boolean isOfIndex() {
        return true;
    }

    @Override
    public Optional<Tags> tags(RepositoryName repository, String after, int max) {
        return repositories.exists(repository)
                ? Optional.of(new Tags(repositories.tags(repository, after, max)))
                : Optional.empty();
    }

    @Override
    public List<RepositoryName> repositories(String after, int max) {
        return repositories.names(after, max);
    }

    /** Those that named their subject, and those that a client listed under the subject's tag. */
    @Override
    public List<Descriptor> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, String after, int max)
            throws IOException {
        Map<Digest, Descriptor> found = new TreeMap<>();
        for (Descriptor listed : listed(repository, subject)) {
            if (listed.digest().toString().compareTo(after) > 0
                    && (artifactType == null || artifactType.equals(listed.artifactType()))) {
                found.put(listed.digest(), listed);
            }
        }
        repositories
                .referrers(repository, subject, new Repositories.Filter(artifactType), after, max)
                .forEach(referrer -> found.put(referrer.digest(), referrer));
        return found.values().stream().limit(max).toList();
    }

    /** The index under the tag {@code sha256-<hex>} (distribution-spec, "Referrers Tag Schema"). */
    private List<Descriptor> listed(RepositoryName repository, Digest subject) throws IOException {
        String tag = subject.algorithm().label() + '-' + subject.hex();
        Optional<Descriptor> list = tag.length() > 128 ? Optional.empty() : repositories.tagged(repository, tag);
        if (list.isEmpty()) {
            return List.of();
        }
        byte[] bytes = content.read(list.get().digest(), Limits.MANIFEST_BYTES_MAX);
        return Manifest.parse(bytes, list.get().mediaType()) instanceof ImageIndex index
                ? index.manifests()
                : List.of();
    }
}
