package io.berth.image;

import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import io.berth.remote.credential.Credentials;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * An index that is to be put under a name at a registry, with all that it lists.
 *
 * @param to with a tag; {@code latest} where it has none
 * @param index whose bytes are put as they are
 * @param from for each manifest that it lists, in their order, the repository that has it
 * @param credentials by the registry's name
 */
public record IndexRequest(
        Reference to, Document index, List<Repository> from, Function<String, Credentials> credentials) {
    public IndexRequest {
        from = List.copyOf(from);
    }

    /**
     * Reads the index.
     *
     * @param from empty where the repository of {@code to} has all
     * @throws InvalidParameter where {@code bytes} are no index that lists manifests, {@code to} is a digest, or
     *     {@code from} has another number of repositories
     */
    public static IndexRequest of(
            Reference to,
            String mediaType,
            byte[] bytes,
            List<Repository> from,
            Function<String, Credentials> credentials) {
        if (to.digest() != null) {
            throw new InvalidParameter("an index is put under a tag, not under a digest");
        }
        if (bytes.length > Limits.MANIFEST_BYTES_MAX) {
            throw new TooLarge(Subject.MANIFEST, "an index of more than " + Limits.MANIFEST_BYTES_MAX + " bytes");
        }
        Document index = parse(mediaType, bytes);
        int listed = index.manifest().children().size();
        List<Repository> repositories = from.isEmpty() ? Collections.nCopies(listed, to.repository()) : from;
        if (repositories.size() != listed) {
            throw new InvalidParameter(
                    "the index lists " + listed + " manifests, and " + from.size() + " repositories are named");
        }
        return new IndexRequest(to.orLatest(), index, repositories, credentials);
    }

    private static Document parse(String mediaType, byte[] bytes) {
        Document document;
        try {
            document = Document.parse(Descriptor.of(mediaType, Digest.of(bytes), bytes.length), bytes);
        } catch (Corrupt | Unsupported e) {
            throw new InvalidParameter(e.text());
        }
        if (!(document.manifest() instanceof ImageIndex index)) {
            throw new InvalidParameter("a manifest is no index");
        }
        PullSelection.checkSize(index, 0);
        if (!index.manifests().stream().allMatch(PullSelection::isDocument)) {
            throw new InvalidParameter("the index lists what is neither a manifest nor an index");
        }
        Descriptor typed =
                Descriptor.of(index.mediaType(), document.descriptor().digest(), bytes.length);
        return new Document(typed, bytes, index);
    }
}
