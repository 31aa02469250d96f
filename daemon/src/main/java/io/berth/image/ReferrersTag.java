package io.berth.image;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unsupported;
import io.berth.remote.PushClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The index under the tag {@code sha256-<hex>}, by which clients find what refers to a manifest at a registry that does not
 * keep track of that (distribution-spec, "Referrers Tag Schema").
 */
final class ReferrersTag {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final PushClient client;
    private final CancelToken cancel;

    ReferrersTag(PushClient client, CancelToken cancel) {
        this.client = client;
        this.cancel = cancel;
    }

    /** Adds a document to the index about its subject; one that is in it already changes nothing. */
    void add(Digest subject, Document referrer) throws IOException {
        Reference tag = PushClient.referrersTag(client.repository(), subject);
        List<Descriptor> listed = new ArrayList<>(listed(tag));
        Digest digest = referrer.descriptor().digest();
        if (listed.stream().anyMatch(one -> one.digest().equals(digest))) {
            return;
        }
        listed.add(described(referrer));
        client.put(tag, MediaTypes.OCI_INDEX, index(listed), cancel);
    }

    /** What is no index is replaced by one: nobody could read it. */
    private List<Descriptor> listed(Reference tag) throws IOException {
        byte[] bytes = client.get(tag, MediaTypes.OCI_INDEX, cancel).orElse(null);
        if (bytes == null) {
            return List.of();
        }
        try {
            return Manifest.parse(bytes, MediaTypes.OCI_INDEX) instanceof ImageIndex index
                    ? index.manifests()
                    : List.of();
        } catch (Corrupt | Unsupported e) {
            return List.of();
        }
    }

    private static Descriptor described(Document referrer) {
        Descriptor bare = referrer.descriptor();
        return switch (referrer.manifest()) {
            case ImageManifest manifest -> {
                String type =
                        manifest.artifactType() == null ? manifest.config().mediaType() : manifest.artifactType();
                yield described(bare, type, manifest.annotations());
            }
            case ImageIndex index -> described(bare, "", index.annotations());
        };
    }

    private static Descriptor described(Descriptor bare, String type, Map<String, String> annotations) {
        return new Descriptor(bare.mediaType(), bare.digest(), bare.size(), null, type, List.of(), annotations);
    }

    private static byte[] index(List<Descriptor> listed) {
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        ArrayNode manifests = index.putArray("manifests");
        for (Descriptor one : listed) {
            ObjectNode entry = manifests
                    .addObject()
                    .put("mediaType", one.mediaType())
                    .put("digest", one.digest().toString())
                    .put("size", one.size());
            if (one.artifactType() != null && !one.artifactType().isEmpty()) {
                entry.put("artifactType", one.artifactType());
            }
            if (!one.annotations().isEmpty()) {
                ObjectNode annotations = entry.putObject("annotations");
                one.annotations().forEach(annotations::put);
            }
        }
        return JSON.writeValueAsBytes(index);
    }
}
