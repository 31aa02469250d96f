package io.berth.registry;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that a repository's content may come from. {@link Sources} asks them in turn; whoever is asked knows
 * that the caller may pull from the repository.
 */
public interface Source {
    /** What a tag or a digest points to; its bytes are {@link #read} afterwards. */
    Optional<Found> manifest(RepositoryName repository, Target target) throws IOException;

    /** The bytes of a manifest that was found here. */
    byte[] read(Found manifest) throws IOException;

    Optional<FoundBlob> blob(RepositoryName repository, Digest digest) throws IOException;

    /** Whether what it has is decided by the index alone, so that an answer holds until that changes. */
    default boolean isOfIndex() {
        return false;
    }

    /** Tags behind {@code after}, sorted by their bytes; empty where the repository is not known here. */
    Optional<Tags> tags(RepositoryName repository, String after, int max) throws IOException;

    /** Referrers of {@code subject} behind the digest {@code after}, sorted by digest. */
    List<Descriptor> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, String after, int max)
            throws IOException;

    /** Repositories behind {@code after}, sorted by their bytes. */
    List<RepositoryName> repositories(String after, int max) throws IOException;

    /**
     * Tags of a repository.
     *
     * @param warnings for the client
     */
    record Tags(List<String> names, List<String> warnings) {
        public Tags {
            names = List.copyOf(names);
            warnings = List.copyOf(warnings);
        }

        public Tags(List<String> names) {
            this(names, List.of());
        }
    }

    /** What stands behind {@code manifests/} in a path. */
    sealed interface Target {
        record Tag(String tag) implements Target {}

        record ByDigest(Digest digest) implements Target {}
    }

    /**
     * A manifest.
     *
     * @param warnings for the client, which shows them ({@code Warning: 299})
     */
    record Found(Source source, Descriptor descriptor, List<String> warnings) {
        public Found {
            warnings = List.copyOf(warnings);
        }
    }
}
