package io.berth.index;

import io.berth.event.Draft;
import io.berth.index.Index.BlobRow;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The repositories that were pushed to this daemon: their manifests, tags and blobs. What a repository has, it holds; what
 * it loses is free in the same change. Every method that changes something returns when the change is durable, or throws
 * and has changed nothing. Changes keep to the {@link RepositoryRules}: a quota forbids ({@code Forbidden}), a fixed tag is
 * in conflict ({@code Conflict}). Lists are sorted by their texts' bytes.
 */
public interface Repositories {
    /** Whether the repository has anything. */
    boolean exists(RepositoryName repository);

    /** A blob that the repository has and that is not damaged, manifests included. */
    Optional<BlobRow> blob(RepositoryName repository, Digest digest);

    /** Other repositories that have the blob. */
    List<RepositoryName> holders(Digest digest, int max);

    /** A blob that a local image holds and that is not damaged. */
    Optional<BlobRow> ofImage(Digest digest);

    Optional<Descriptor> manifest(RepositoryName repository, Digest digest);

    /** What a tag points to. */
    Optional<Descriptor> tagged(RepositoryName repository, String tag);

    /** Tags behind {@code after}. */
    List<String> tags(RepositoryName repository, String after, int max);

    /** Repositories that have manifests, behind {@code after}. */
    List<RepositoryName> names(String after, int max);

    /** Manifests that name {@code subject}, behind the digest {@code after}, with artifact type and annotations. */
    List<Descriptor> referrers(RepositoryName repository, Digest subject, Filter filter, String after, int max);

    /**
     * Which referrers are meant.
     *
     * @param artifactType null for all
     */
    record Filter(@Nullable String artifactType) {}

    /** From now on changes keep to these rules; to none before. */
    void keepTo(RepositoryRules rules);

    /** How many bytes more the repository can have by its quotas; {@link Long#MAX_VALUE} without any. */
    long left(RepositoryName repository);

    /** Makes the repository have a blob that is live; false where it is not. It waits for a manifest that names it. */
    boolean link(RepositoryName repository, Digest digest, Draft event);

    /**
     * Puts a manifest, whose bytes the job holds, and its tags in place, takes the further steps, and ends the job.
     *
     * @throws io.berth.problem.Problem.InvalidParameter of {@link io.berth.problem.Subject#BLOB} where the repository
     *     lacks one of the required blobs
     */
    void put(JobId job, ManifestPut manifest, Draft event, List<Change> more);

    /** As {@link #put} for a manifest that is live already, whoever holds it; false where it is not. */
    boolean putLive(ManifestPut manifest, Draft event, List<Change> more);

    /**
     * A manifest to be put.
     *
     * @param descriptor with artifact type and annotations where it has a subject
     * @param required what it names and the repository must have
     * @param borrows whether required blobs that local images hold come into the repository with it
     * @param tags which point to it from then on
     */
    record ManifestPut(
            RepositoryName repository,
            Descriptor descriptor,
            @Nullable Digest subject,
            Collection<Digest> required,
            boolean borrows,
            List<String> tags) {
        public ManifestPut {
            required = List.copyOf(required);
            tags = List.copyOf(tags);
        }
    }

    /** Takes a tag away; false where it was not there. */
    boolean dropTag(RepositoryName repository, String tag, Draft event);

    /** Takes a manifest away with the tags that point to it, and with the blobs that only it named. */
    boolean dropManifest(RepositoryName repository, Digest digest, Draft event);

    /**
     * Takes a blob away that no manifest names.
     *
     * @throws io.berth.problem.Problem.Unsupported where one does, or where it is a manifest
     */
    boolean dropBlob(RepositoryName repository, Digest digest, Draft event);
}
