package io.berth.server.engine;

import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.index.Signature;
import io.berth.oci.Digest;
import io.berth.oci.Repository;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code Manifests} (API 1.47) and {@code Identity} (1.53) of an image. Nothing is unpacked here, so that {@code
 * Unpacked} is 0 and {@code Total} the size of the blobs.
 */
final class ManifestsJson {
    private ManifestsJson() {}

    /**
     * All manifests of an image, here or not.
     *
     * @param withIdentity whether each tells where the image came from
     */
    static ArrayNode of(Image image, List<ImageUsers.User> users, boolean withIdentity) {
        Optional<Digest> shown =
                image.facts().shown().map(one -> one.descriptor().digest());
        ArrayNode all = Json.array();
        for (ManifestFacts manifest : image.facts().manifests()) {
            boolean isShown =
                    shown.filter(manifest.descriptor().digest()::equals).isPresent();
            all.add(one(image, manifest, isShown ? users : List.of(), withIdentity));
        }
        return all;
    }

    private static ObjectNode one(
            Image image, ManifestFacts manifest, List<ImageUsers.User> users, boolean withIdentity) {
        long content = manifest.contentSize();
        ObjectNode node = Json.object().put("ID", manifest.descriptor().digest().toString());
        node.set("Descriptor", DescriptorJson.of(manifest.descriptor()));
        node.put("Available", manifest.available());
        node.putObject("Size").put("Content", content).put("Total", content);
        switch (manifest.kind()) {
            case IMAGE -> {
                node.put("Kind", "image");
                node.set("ImageData", imageData(image, manifest, users, withIdentity));
            }
            case ATTESTATION -> {
                node.put("Kind", "attestation");
                Digest subject = manifest.subject();
                node.putObject("AttestationData").put("For", subject == null ? "" : subject.toString());
            }
            case UNKNOWN -> node.put("Kind", "unknown");
        }
        return node;
    }

    private static ObjectNode imageData(
            Image image, ManifestFacts manifest, List<ImageUsers.User> users, boolean withIdentity) {
        ObjectNode data = Json.object();
        data.set("Platform", DescriptorJson.of(manifest.platform()));
        if (withIdentity && manifest.available()) {
            identity(image).ifPresent(identity -> data.set("Identity", identity));
        }
        data.putObject("Size").put("Unpacked", 0);
        if (users.isEmpty()) {
            data.putNull("Containers");
        } else {
            ArrayNode ids = data.putArray("Containers");
            users.forEach(user -> ids.add(user.id()));
        }
        return data;
    }

    /**
     * Signatures that a pull proved, and where the image was pulled from; the engine leaves the registry's port out. Empty
     * where it was not pulled.
     */
    static Optional<ObjectNode> identity(Image image) {
        List<Repository> sources = image.facts().sources();
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode identity = Json.object();
        if (!image.facts().signatures().isEmpty()) {
            ArrayNode signatures = identity.putArray("Signature");
            image.facts().signatures().forEach(one -> signatures.add(signature(one)));
        }
        ArrayNode pulls = identity.putArray("Pull");
        sources.stream()
                .map(ManifestsJson::withoutPort)
                .distinct()
                .forEach(name -> pulls.addObject().put("Repository", name));
        return Optional.of(identity);
    }

    /** Members that speak of certificates and logs stay out: a given key needs neither. */
    private static ObjectNode signature(Signature signature) {
        ObjectNode node = Json.object().put("Name", "key " + signature.name() + ' ' + signature.key());
        if (!signature.reference().isEmpty()) {
            node.put("DockerReference", signature.reference());
        }
        return node.put(
                "SignatureType",
                switch (signature.form()) {
                    case SIMPLE_SIGNING -> "simplesigning-v1";
                    case BUNDLE -> "bundle-v0.3";
                });
    }

    private static String withoutPort(Repository repository) {
        String registry = repository.registry();
        int colon = registry.lastIndexOf(':');
        boolean hasPort = colon > registry.lastIndexOf(']');
        return (hasPort ? registry.substring(0, colon) : registry) + '/' + repository.path();
    }
}
