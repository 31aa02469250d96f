package io.berth.registry;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import io.berth.registry.Source.Found;
import io.berth.registry.Source.Tags;
import io.berth.registry.Source.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All that is served: the first source that has something gives it, lists are those of all together. */
public final class Sources {
    private final List<Source> all;
    private final KnownBlobs known;

    /**
     * Takes the sources, the first to be asked first.
     *
     * @param version of the index; changes with everything that is changed in it
     */
    public Sources(List<Source> all, LongSupplier version) {
        this.all = List.copyOf(all);
        this.known = new KnownBlobs(version);
    }

    /**
     * What a tag or a digest points to.
     *
     * @throws NotFound of {@link Subject#MANIFEST}
     */
    public Found manifest(RepositoryName repository, Target target) throws IOException {
        for (Source source : all) {
            Optional<Found> found = source.manifest(repository, target);
            if (found.isPresent()) {
                return found.get();
            }
        }
        String shown = switch (target) {
            case Target.Tag(String tag) -> tag;
            case Target.ByDigest(Digest digest) -> digest.toString();
        };
        throw new NotFound(Subject.MANIFEST, "manifest unknown: " + repository + " has no " + shown);
    }

    /**
     * A blob that the repository has.
     *
     * @throws NotFound of {@link Subject#BLOB}
     */
    public FoundBlob blob(RepositoryName repository, Digest digest) throws IOException {
        long version = known.version();
        for (Source source : all) {
            Optional<FoundBlob> found = source.blob(repository, digest);
            if (found.isPresent()) {
                if (source.isOfIndex() && found.get() instanceof FoundBlob.Stored stored) {
                    known.note(version, repository, stored);
                }
                return found.get();
            }
        }
        throw new NotFound(Subject.BLOB, "blob unknown to the repository: " + digest);
    }

    /** The same from memory alone, where it was asked for since the last change of the index. */
    public Optional<FoundBlob.Stored> knownBlob(RepositoryName repository, Digest digest) {
        return known.find(repository, digest);
    }

    /**
     * Tags behind {@code after}, sorted by their bytes.
     *
     * @throws NotFound of {@link Subject#REPOSITORY} where no source knows the repository
     */
    public Tags tags(RepositoryName repository, String after, int max) throws IOException {
        SortedSet<String> tags = new TreeSet<>();
        List<String> warnings = new ArrayList<>();
        boolean known = false;
        for (Source source : all) {
            Optional<Tags> some = source.tags(repository, after, max);
            known |= some.isPresent();
            some.ifPresent(found -> {
                tags.addAll(found.names());
                warnings.addAll(found.warnings());
            });
        }
        if (!known) {
            throw new NotFound(Subject.REPOSITORY, "repository name not known to registry: " + repository);
        }
        return new Tags(tags.stream().limit(max).toList(), warnings);
    }

    public List<Descriptor> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, String after, int max)
            throws IOException {
        SortedMap<Digest, Descriptor> found = new TreeMap<>();
        for (Source source : all) {
            source.referrers(repository, subject, artifactType, after, max)
                    .forEach(referrer -> found.putIfAbsent(referrer.digest(), referrer));
        }
        return found.values().stream().limit(max).toList();
    }

    public List<RepositoryName> repositories(String after, int max) throws IOException {
        List<RepositoryName> names = new ArrayList<>();
        for (Source source : all) {
            names.addAll(source.repositories(after, max));
        }
        return names.stream().distinct().sorted().limit(max).toList();
    }
}
