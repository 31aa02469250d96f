package io.berth.image;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.remote.PushClient;
import io.berth.remote.RegistryException;
import io.berth.remote.RemoteProblems;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Puts manifests and indexes into a repository of another registry. */
final class PushedDocuments {
    private final PushClient client;
    private final CancelToken cancel;

    PushedDocuments(PushClient client, CancelToken cancel) {
        this.client = client;
        this.cancel = cancel;
    }

    boolean has(Descriptor document) {
        return find(byDigest(document), document).isPresent();
    }

    /**
     * Puts all in their order, by their digests, and the last one under this name; what is there is not put again.
     *
     * @throws io.berth.problem.Problem in the engine's words
     */
    void put(List<Document> documents, Reference name) {
        for (Document document : documents) {
            boolean last = document.equals(documents.getLast());
            put(document, last ? name : byDigest(document.descriptor()));
        }
    }

    private Reference byDigest(Descriptor document) {
        return Reference.digested(client.repository(), document.digest());
    }

    private void put(Document document, Reference name) {
        Digest digest = document.descriptor().digest();
        if (find(name, document.descriptor()).filter(digest::equals).isPresent()) {
            return;
        }
        try {
            boolean tracked = client.put(name, type(document), document.bytes(), cancel);
            Descriptor subject = document.manifest().subject();
            if (subject != null && !tracked) {
                new ReferrersTag(client, cancel).add(subject.digest(), document);
            }
        } catch (RegistryException e) {
            throw RemoteProblems.push(e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private Optional<Digest> find(Reference name, Descriptor document) {
        try {
            return client.find(name, document.mediaType(), cancel);
        } catch (RegistryException e) {
            throw RemoteProblems.push(e);
        } catch (IOException e) {
            throw RemoteProblems.unexpected(e);
        }
    }

    private static String type(Document document) {
        String type = document.descriptor().mediaType();
        return MediaTypes.isIndex(type) || MediaTypes.isManifest(type)
                ? type
                : document.manifest().mediaType();
    }
}
