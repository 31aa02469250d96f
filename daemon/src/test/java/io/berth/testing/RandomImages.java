package io.berth.testing;

import io.berth.index.ImageFacts;
import io.berth.index.ManifestFacts;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Repository;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes images of random blobs, the same ones for the same seed. */
public final class RandomImages {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final Repository SOURCE = Repository.parse("registry.test:5000/library/random");

    private final Random random;

    public RandomImages(long seed) {
        this.random = new Random(seed);
    }

    /** What an image is to be like. */
    public static final class Wish {
        private Platform platform = Platform.of("linux", "amd64", "");
        private String created = "2025-01-01T00:00:00Z";
        private Map<String, String> labels = Map.of();
        private String runtime = "{\"Cmd\":[\"sh\"]}";
        private int layers = 2;
        private List<byte[]> shared = List.of();

        public Wish platform(String os, String architecture, String variant) {
            platform = Platform.of(os, architecture, variant);
            return this;
        }

        public Wish created(String rfc3339) {
            created = rfc3339;
            return this;
        }

        public Wish labels(Map<String, String> wanted) {
            labels = wanted;
            return this;
        }

        /** The {@code config} member of the config; its labels are added. */
        public Wish runtime(String json) {
            runtime = json;
            return this;
        }

        public Wish layers(int count) {
            layers = count;
            return this;
        }

        /** Layers that other images have as well, below its own. */
        public Wish above(byte[]... layers) {
            shared = List.of(layers);
            return this;
        }
    }

    public static Wish wish() {
        return new Wish();
    }

    /** A layer to share. */
    public byte[] layer() {
        byte[] bytes = new byte[200 + random.nextInt(3000)];
        random.nextBytes(bytes);
        return bytes;
    }

    public RandomImage image() {
        return image(wish());
    }

    /** An image for one platform. */
    public RandomImage image(Wish wish) {
        Map<Descriptor, byte[]> blobs = new LinkedHashMap<>();
        ManifestFacts manifest = manifest(wish, blobs, null);
        return new RandomImage(
                new ImageFacts(manifest.descriptor(), List.of(manifest), digests(blobs), List.of(SOURCE)), blobs);
    }

    /**
     * An index with one image for each wish and an attestation for the first; the images after {@code here} are named in it
     * and not here.
     */
    public RandomImage index(int here, Wish... wishes) {
        Map<Descriptor, byte[]> blobs = new LinkedHashMap<>();
        List<ManifestFacts> manifests = new ArrayList<>();
        for (Wish wish : wishes) {
            Map<Descriptor, byte[]> own = new LinkedHashMap<>();
            ManifestFacts made = manifest(wish, own, wish.platform);
            boolean isHere = manifests.size() < here;
            if (isHere) {
                blobs.putAll(own);
            }
            manifests.add(isHere ? made : absent(made));
        }
        manifests.add(attestation(manifests.getFirst().descriptor().digest(), blobs));
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        ArrayNode children = index.putArray("manifests");
        manifests.forEach(one -> children.add(json(one.descriptor())));
        Descriptor target = put(MediaTypes.OCI_INDEX, JSON.writeValueAsBytes(index), blobs);
        return new RandomImage(new ImageFacts(target, manifests, digests(blobs), List.of(SOURCE)), blobs);
    }

    private ManifestFacts manifest(Wish wish, Map<Descriptor, byte[]> blobs, Platform told) {
        Map<Descriptor, byte[]> own = new LinkedHashMap<>();
        List<Descriptor> layers = new ArrayList<>();
        wish.shared.forEach(layer -> layers.add(put(LAYER, layer, own)));
        for (int i = 0; i < wish.layers; i++) {
            layers.add(put(LAYER, layer(), own));
        }
        Descriptor config = put(MediaTypes.OCI_CONFIG, JSON.writeValueAsBytes(config(wish, layers)), own);
        Descriptor plain = put(MediaTypes.OCI_MANIFEST, document(config, layers), own);
        Descriptor descriptor =
                new Descriptor(plain.mediaType(), plain.digest(), plain.size(), told, null, List.of(), Map.of());
        long size = own.keySet().stream().mapToLong(Descriptor::size).sum();
        blobs.putAll(own);
        return new ManifestFacts(
                descriptor,
                true,
                ManifestFacts.Kind.IMAGE,
                wish.platform,
                config.digest(),
                wish.created,
                wish.labels,
                size,
                null);
    }

    private ManifestFacts attestation(Digest subject, Map<Descriptor, byte[]> blobs) {
        Map<Descriptor, byte[]> own = new LinkedHashMap<>();
        Descriptor statement = put("application/vnd.in-toto+json", layer(), own);
        Descriptor config = put(MediaTypes.OCI_CONFIG, text("{\"architecture\":\"unknown\",\"os\":\"unknown\"}"), own);
        Descriptor plain = put(MediaTypes.OCI_MANIFEST, document(config, List.of(statement)), own);
        Map<String, String> annotations = Map.of(
                "vnd.docker.reference.digest", subject.toString(), "vnd.docker.reference.type", "attestation-manifest");
        Platform unknown = new Platform("unknown", "unknown", "", "", List.of());
        blobs.putAll(own);
        return new ManifestFacts(
                new Descriptor(plain.mediaType(), plain.digest(), plain.size(), unknown, null, List.of(), annotations),
                true,
                ManifestFacts.Kind.ATTESTATION,
                unknown,
                config.digest(),
                null,
                Map.of(),
                own.keySet().stream().mapToLong(Descriptor::size).sum(),
                subject);
    }

    private static ManifestFacts absent(ManifestFacts made) {
        return new ManifestFacts(
                made.descriptor(), false, made.kind(), made.platform(), null, null, Map.of(), 0, made.subject());
    }

    private static ObjectNode config(Wish wish, List<Descriptor> layers) {
        ObjectNode config = JSON.createObjectNode()
                .put("created", wish.created)
                .put("os", wish.platform.os())
                .put("architecture", wish.platform.architecture());
        if (!wish.platform.variant().isEmpty()) {
            config.put("variant", wish.platform.variant());
        }
        ObjectNode runtime = (ObjectNode) JSON.readTree(wish.runtime);
        if (!wish.labels.isEmpty()) {
            wish.labels.forEach(runtime.putObject("Labels")::put);
        }
        config.set("config", runtime);
        ArrayNode diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        ArrayNode history = config.putArray("history");
        for (Descriptor layer : layers) {
            diffIds.add(layer.digest().toString());
            history.addObject()
                    .put("created", wish.created)
                    .put("created_by", "ADD " + layer.digest().shortHex());
        }
        history.addObject()
                .put("created", wish.created)
                .put("created_by", "CMD")
                .put("empty_layer", true);
        return config;
    }

    private static byte[] document(Descriptor config, List<Descriptor> layers) {
        ObjectNode manifest = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.set("config", json(config));
        ArrayNode all = manifest.putArray("layers");
        layers.forEach(layer -> all.add(json(layer)));
        return JSON.writeValueAsBytes(manifest);
    }

    private static ObjectNode json(Descriptor descriptor) {
        ObjectNode node = JSON.createObjectNode()
                .put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().toString())
                .put("size", descriptor.size());
        Platform platform = descriptor.platform();
        if (platform != null) {
            ObjectNode told =
                    node.putObject("platform").put("os", platform.os()).put("architecture", platform.architecture());
            if (!platform.variant().isEmpty()) {
                told.put("variant", platform.variant());
            }
        }
        if (!descriptor.annotations().isEmpty()) {
            descriptor.annotations().forEach(node.putObject("annotations")::put);
        }
        return node;
    }

    private static Descriptor put(String type, byte[] bytes, Map<Descriptor, byte[]> blobs) {
        Descriptor descriptor = Descriptor.of(type, Digest.of(bytes), bytes.length);
        blobs.put(descriptor, bytes);
        return descriptor;
    }

    private static Set<Digest> digests(Map<Descriptor, byte[]> blobs) {
        Set<Digest> digests = new HashSet<>();
        blobs.keySet().forEach(blob -> digests.add(blob.digest()));
        return digests;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
