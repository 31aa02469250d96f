package io.berth.registry;

import io.berth.content.Content;
import io.berth.event.Draft;
import io.berth.index.Change;
import io.berth.index.Index;
import io.berth.index.JobId;
import io.berth.index.Repositories;
import io.berth.index.Repositories.ManifestPut;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import io.berth.registry.Source.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How manifests and tags come into repositories and go. */
public final class ManifestPushes {
    private final Index index;
    private final Repositories repositories;
    private final Content content;
    private final Access access;
    private final ImageNames images;

    public ManifestPushes(Index index, Repositories repositories, Content content, Access access, ImageNames images) {
        this.access = access;
        this.images = images;
        this.index = index;
        this.repositories = repositories;
        this.content = content;
    }

    /**
     * A manifest that a client sends.
     *
     * @param mediaType as the client said it
     * @param target where it goes; a digest must be that of the bytes
     * @param tags more tags that point to it
     * @param borrows whether blobs of local images that it names come into the repository with it
     * @param image what a local image of it would be called; null for nothing
     */
    public record Put(
            Principal who,
            RepositoryName repository,
            Target target,
            List<String> tags,
            boolean borrows,
            @Nullable Reference image,
            String mediaType,
            Bytes bytes) {}

    /** The document as it came; its bytes are never made anew. */
    @SuppressWarnings("ArrayRecordComponent") // the point of it is not to copy
    public record Bytes(byte[] array) {}

    /**
     * What was put.
     *
     * @param subject which the manifest refers to; null where to none
     */
    public record Done(Digest digest, @Nullable Digest subject) {}

    /**
     * Puts a manifest in place: it and its tag appear in one change, or not at all.
     *
     * @throws InvalidParameter of {@link Subject#DIGEST} where its digest is another; of {@link Subject#BLOB} where the
     *     repository lacks what it names
     * @throws io.berth.problem.Problem.Corrupt of {@link Subject#MANIFEST} where it is none
     * @throws io.berth.problem.Problem.Unsupported of {@link Subject#MANIFEST} for kinds that are not taken
     */
    public Done put(Put put) throws IOException {
        byte[] bytes = put.bytes().array();
        Digest digest = digest(put.target(), bytes);
        Manifest manifest = Manifest.parse(bytes, put.mediaType());
        Descriptor subject = manifest.subject();
        Digest subjectDigest = subject == null ? null : subject.digest();
        Descriptor descriptor = new Descriptor(
                manifest.mediaType(),
                digest,
                bytes.length,
                null,
                artifactType(manifest),
                List.of(),
                subject == null ? Map.of() : annotations(manifest));
        ManifestPut change = new ManifestPut(
                put.repository(), descriptor, subjectDigest, required(manifest), put.borrows(), tags(put));
        store(put, change, bytes);
        return new Done(digest, subjectDigest);
    }

    private void store(Put put, ManifestPut change, byte[] bytes) throws IOException {
        Draft event = event(put.who(), change);
        List<Change> naming = naming(put, change.descriptor());
        if (index.blob(change.descriptor().digest()).isPresent() && repositories.putLive(change, event, naming)) {
            return;
        }
        JobId job = index.beginJob("push", change.repository().value());
        try {
            content.put(job, change.descriptor(), bytes);
            repositories.put(job, change, event, naming);
        } catch (IOException | RuntimeException e) {
            index.apply(List.of(new Change.EndJob(job)));
            throw e;
        }
    }

    /** What makes it a local image, for those who may name some. */
    private List<Change> naming(Put put, Descriptor manifest) throws IOException {
        Reference name = put.image();
        return name != null && access.mayNameImages(put.who(), put.repository())
                ? images.naming(name, manifest, put.bytes().array())
                : List.of();
    }

    private static Draft event(Principal who, ManifestPut change) {
        return change.tags().isEmpty()
                ? RegistryEvents.of(
                        "push", who, change.repository(), change.descriptor().digest())
                : RegistryEvents.of(
                        "push", who, change.repository(), change.tags().getFirst());
    }

    private static Digest digest(Target target, byte[] bytes) {
        return switch (target) {
            case Target.Tag _ -> Digest.of(bytes);
            case Target.ByDigest(Digest wanted) -> {
                Digest actual =
                        Digest.of(wanted.algorithm(), wanted.algorithm().hash().digest(bytes));
                if (!actual.equals(wanted)) {
                    throw new InvalidParameter(
                            Subject.DIGEST, "provided digest " + wanted + " is not the manifest's: " + actual);
                }
                yield wanted;
            }
        };
    }

    private static List<String> tags(Put put) {
        return switch (put.target()) {
            case Target.Tag(String tag) -> List.of(tag);
            case Target.ByDigest _ -> put.tags();
        };
    }

    /** All but foreign layers, which are had elsewhere. */
    private static List<Digest> required(Manifest manifest) {
        return manifest.children().stream()
                .filter(child -> !MediaTypes.isForeignLayer(child.mediaType()))
                .map(Descriptor::digest)
                .distinct()
                .toList();
    }

    /** Of an image manifest without one, the type of its config (distribution-spec, "Listing Referrers"). */
    private static @Nullable String artifactType(Manifest manifest) {
        return switch (manifest) {
            case ImageManifest image ->
                image.artifactType() == null || image.artifactType().isEmpty()
                        ? image.config().mediaType()
                        : image.artifactType();
            case ImageIndex index -> index.artifactType();
        };
    }

    private static Map<String, String> annotations(Manifest manifest) {
        return switch (manifest) {
            case ImageManifest image -> image.annotations();
            case ImageIndex index -> index.annotations();
        };
    }

    /** Takes a tag away, or a manifest with its tags and with the blobs that only it named. */
    public void delete(Principal who, RepositoryName repository, Target target) throws IOException {
        boolean gone = switch (target) {
            case Target.Tag(String tag) ->
                repositories.dropTag(repository, tag, RegistryEvents.of("untag", who, repository, tag));
            case Target.ByDigest(Digest digest) ->
                repositories.dropManifest(repository, digest, RegistryEvents.of("delete", who, repository, digest));
        };
        if (!gone) {
            throw repositories.exists(repository)
                    ? new NotFound(Subject.MANIFEST, "manifest unknown to the repository")
                    : new NotFound(Subject.REPOSITORY, "repository name not known to registry: " + repository);
        }
        content.sweep();
    }
}
