package io.berth.registry.cache;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Subject;
import io.berth.registry.FoundBlob;
import io.berth.registry.Source;
import io.berth.registry.cache.Cache.Look;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Repositories of other registries among those of this one. A name that names no registry is the plain upstream's only
 * where nothing was pushed by that name; what that upstream does not have, or does not give us, is then simply not here.
 */
public final class CacheSource implements Source {
    private final Cache cache;
    private final Predicate<RepositoryName> pushed;

    /** Asks for something. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(Repository repository) throws IOException;
    }

    /** @param pushed whether a repository of this name was pushed to this registry */
    public CacheSource(Cache cache, Predicate<RepositoryName> pushed) {
        this.cache = cache;
        this.pushed = pushed;
    }

    private <T> Optional<T> ask(RepositoryName name, Question<T> question) throws IOException {
        Optional<Repository> repository = cache.find(name.value());
        boolean plain = !Upstreams.namesRegistry(name.value());
        if (repository.isEmpty() || (plain && pushed.test(name))) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.ask(repository.get()));
        } catch (NotFound e) {
            if (plain) {
                return Optional.empty();
            }
            throw e;
        } catch (Unauthorized e) {
            if (plain) {
                return Optional.empty();
            }
            // To a 401 the client would send credentials for this registry, which are no use at the other one.
            throw new Forbidden(Subject.REPOSITORY, e.text());
        }
    }

    @Override
    public Optional<Found> manifest(RepositoryName name, Target target) throws IOException {
        return ask(name, repository -> {
            CachedManifest manifest = cache.manifest(
                    switch (target) {
                        case Target.Tag(String tag) -> Reference.tagged(repository, tag);
                        case Target.ByDigest(Digest digest) -> Reference.digested(repository, digest);
                    });
            return new Found(this, manifest.descriptor(), manifest.warnings());
        });
    }

    @Override
    public byte[] read(Found manifest) throws IOException {
        return cache.read(manifest.descriptor().digest());
    }

    @Override
    public Optional<FoundBlob> blob(RepositoryName name, Digest digest) throws IOException {
        return ask(name, repository -> {
            Look look = cache.look(repository, digest);
            return look.here()
                    ? new FoundBlob.Stored(digest, look.descriptor().size(), cache::serves)
                    : new FoundBlob.Coming(
                            digest, look.descriptor().size(), (from, cancel) -> open(repository, digest, from, cancel));
        });
    }

    private InputStream open(Repository repository, Digest digest, long from, CancelToken cancel) throws IOException {
        CachedBlob blob = cache.blob(repository, digest);
        try {
            return CachedBlobStream.open(blob, from, cancel, cache::serves);
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    @Override
    public Optional<Tags> tags(RepositoryName name, String after, int max) throws IOException {
        return ask(name, repository -> {
            CachedTags all = cache.tags(repository);
            List<String> some = all.tags().stream()
                    .filter(tag -> tag.compareTo(after) > 0)
                    .limit(max)
                    .toList();
            return new Tags(some, all.warnings());
        });
    }

    @Override
    public List<Descriptor> referrers(
            RepositoryName name, Digest subject, @Nullable String artifactType, String after, int max)
            throws IOException {
        return ask(
                        name,
                        repository -> cache.referrers(repository, subject).stream()
                                .filter(referrer ->
                                        artifactType == null || artifactType.equals(referrer.artifactType()))
                                .filter(referrer -> referrer.digest().toString().compareTo(after) > 0)
                                .sorted(Comparator.comparing(
                                        referrer -> referrer.digest().toString()))
                                .limit(max)
                                .toList())
                .orElse(List.of());
    }

    /** None: what other registries have cannot be listed. */
    @Override
    public List<RepositoryName> repositories(String after, int max) {
        return List.of();
    }
}
