package io.berth.index;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads what {@link FactsWriter} wrote. Images read by the same reader share what they have in common. */
final class FactsReader {
    private static final Platform UNKNOWN = new Platform("", "", "", "", List.of());

    private final Shared shared = new Shared();

    ImageFacts read(byte[] bytes) {
        try (JsonParser json = TextMap.JSON.createParser(ObjectReadContext.empty(), bytes)) {
            json.nextToken();
            Descriptor target = null;
            List<ManifestFacts> manifests = new ArrayList<>();
            List<Digest> closure = List.of();
            List<Repository> sources = List.of();
            List<Signature> signatures = new ArrayList<>();
            Digest subject = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                switch (member(json)) {
                    case "target" -> target = descriptor(json);
                    case "manifests" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            manifests.add(manifest(json));
                        }
                    }
                    case "closure" ->
                        closure = texts(json).stream().map(this::digest).toList();
                    case "sources" ->
                        sources = texts(json).stream().map(this::repository).toList();
                    case "signatures" -> {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            signatures.add(signature(json));
                        }
                    }
                    case "subject" -> subject = digest(json.getString());
                    default -> json.skipChildren();
                }
            }
            return new ImageFacts(
                    Objects.requireNonNull(target), manifests, Set.copyOf(closure), sources, signatures, subject);
        }
    }

    private ManifestFacts manifest(JsonParser json) {
        Descriptor descriptor = null;
        boolean available = false;
        ManifestFacts.Kind kind = ManifestFacts.Kind.UNKNOWN;
        Platform platform = UNKNOWN;
        Digest config = null;
        String created = null;
        Map<String, String> labels = Map.of();
        long contentSize = 0;
        Digest subject = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            switch (member(json)) {
                case "descriptor" -> descriptor = descriptor(json);
                case "available" -> available = json.getBooleanValue();
                case "kind" -> kind = ManifestFacts.Kind.valueOf(json.getString());
                case "platform" -> platform = platform(json);
                case "config" -> config = digest(json.getString());
                case "created" -> created = json.getString();
                case "labels" -> labels = TextMap.read(json);
                case "contentSize" -> contentSize = json.getLongValue();
                case "subject" -> subject = digest(json.getString());
                default -> json.skipChildren();
            }
        }
        return new ManifestFacts(
                Objects.requireNonNull(descriptor),
                available,
                kind,
                platform,
                config,
                created,
                labels,
                contentSize,
                subject);
    }

    private Signature signature(JsonParser json) {
        Signature.Form form = null;
        Digest key = null;
        String name = "";
        String reference = "";
        while (json.nextToken() != JsonToken.END_OBJECT) {
            switch (member(json)) {
                case "form" -> form = Signature.Form.valueOf(json.getString());
                case "key" -> key = digest(json.getString());
                case "name" -> name = json.getString();
                case "reference" -> reference = json.getString();
                default -> json.skipChildren();
            }
        }
        return new Signature(Objects.requireNonNull(form), Objects.requireNonNull(key), name, reference);
    }

    private Descriptor descriptor(JsonParser json) {
        String mediaType = "";
        Digest digest = null;
        long size = 0;
        Platform platform = null;
        String artifactType = null;
        List<String> urls = List.of();
        Map<String, String> annotations = Map.of();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            switch (member(json)) {
                case "mediaType" -> mediaType = shared.one(json.getString());
                case "digest" -> digest = digest(json.getString());
                case "size" -> size = json.getLongValue();
                case "platform" -> platform = platform(json);
                case "artifactType" -> artifactType = shared.one(json.getString());
                case "urls" -> urls = texts(json);
                case "annotations" -> annotations = TextMap.read(json);
                default -> json.skipChildren();
            }
        }
        return shared.one(new Descriptor(
                mediaType, Objects.requireNonNull(digest), size, platform, artifactType, urls, annotations));
    }

    private Platform platform(JsonParser json) {
        String os = "";
        String architecture = "";
        String variant = "";
        String osVersion = "";
        List<String> osFeatures = List.of();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            switch (member(json)) {
                case "os" -> os = json.getString();
                case "architecture" -> architecture = json.getString();
                case "variant" -> variant = json.getString();
                case "os.version" -> osVersion = json.getString();
                case "os.features" -> osFeatures = texts(json);
                default -> json.skipChildren();
            }
        }
        return shared.one(new Platform(os, architecture, variant, osVersion, osFeatures));
    }

    /** The member's name, with the parser on its value. */
    private static String member(JsonParser json) {
        String name = json.currentName();
        json.nextToken();
        return name;
    }

    private static List<String> texts(JsonParser json) {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getString());
        }
        return texts;
    }

    private Digest digest(String text) {
        return shared.one(Digest.parse(text));
    }

    /** The repository of a canonical name. */
    Repository repository(String canonical) {
        return shared.one(NameRows.repository(canonical));
    }

    /** For readers that keep no more than one image. */
    static ImageFacts readOne(byte @Nullable [] bytes) {
        return new FactsReader().read(Objects.requireNonNull(bytes));
    }
}
