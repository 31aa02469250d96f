package io.berth.image;

import io.berth.content.Content;
import io.berth.index.Index;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import io.berth.remote.RegistryClient;
import io.berth.remote.Resolution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Manifests, indexes and configs: from the store where they are here, else from the registry. */
final class PullDocuments {
    private final Index index;
    private final Content content;
    private final RegistryClient client;
    private final CancelToken cancel;
    private final Map<Digest, Document> children = new HashMap<>();
    private long counted;

    PullDocuments(Index index, Content content, RegistryClient client, CancelToken cancel) {
        this.index = index;
        this.content = content;
        this.client = client;
        this.cancel = cancel;
    }

    /**
     * What the reference points to. A registry that tells a wrong digest or size for a tag is asked for the tag's bytes,
     * whose own hash counts.
     */
    Document root(Reference reference, Resolution resolved) {
        Descriptor target = resolved.target();
        byte[] bytes = resolved.bytes();
        if (bytes == null) {
            bytes = stored(target, Limits.MANIFEST_BYTES_MAX);
        }
        if (bytes == null) {
            try {
                bytes = client.manifest(target, cancel);
            } catch (Corrupt | Problem.NotFound e) {
                if (reference.digest() != null) {
                    throw e;
                }
                Resolution again = client.fetch(reference, cancel);
                target = again.target();
                bytes = again.findBytes().orElseThrow();
            }
        }
        Document document = Document.parse(target, bytes);
        Descriptor typed = Descriptor.of(document.manifest().mediaType(), target.digest(), bytes.length);
        return new Document(typed, bytes, document.manifest());
    }

    /** A manifest or index that another one lists; fetched once, however often it is asked for. */
    Document child(Descriptor descriptor) {
        return child(descriptor, client);
    }

    /** The same of another repository. */
    Document child(Descriptor descriptor, RegistryClient from) {
        Document known = children.get(descriptor.digest());
        if (known != null && known.descriptor().equals(descriptor)) {
            return known;
        }
        count(descriptor);
        byte[] bytes = stored(descriptor, Limits.MANIFEST_BYTES_MAX);
        Document child = Document.parse(descriptor, bytes == null ? from.manifest(descriptor, cancel) : bytes);
        children.put(descriptor.digest(), child);
        return child;
    }

    /** Sizes are checked against the bytes when they come, so that the sum is true. */
    private void count(Descriptor descriptor) {
        counted += Math.min(descriptor.size(), Limits.PULL_DOCUMENTS_BYTES_MAX);
        if (counted > Limits.PULL_DOCUMENTS_BYTES_MAX) {
            throw new TooLarge(
                    Subject.MANIFEST,
                    "manifests and configs of more than " + Limits.PULL_DOCUMENTS_BYTES_MAX + " bytes in one pull");
        }
    }

    byte[] config(Descriptor descriptor) {
        count(descriptor);
        byte[] bytes = stored(descriptor, Limits.CONFIG_BYTES_MAX);
        return bytes == null ? client.config(descriptor, cancel) : bytes;
    }

    private byte @Nullable [] stored(Descriptor descriptor, int bytesMax) {
        boolean here = index.blob(descriptor.digest())
                .filter(row -> row.isLive() && row.size() == descriptor.size())
                .isPresent();
        if (!here) {
            return null;
        }
        try {
            return content.read(descriptor.digest(), bytesMax);
        } catch (Problem.NotFound | Corrupt e) {
            return null; // swept or damaged since: the registry has it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
