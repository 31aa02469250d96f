package io.berth.oci;

import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unsupported;
import io.berth.problem.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads manifests and indexes; see {@link Manifest#parse}. */
final class ManifestParser {
    private static final String WHAT = "manifest";

    private ManifestParser() {}

    static Manifest parse(byte[] bytes, String contentType) {
        JsonNode node = OciJson.object(bytes, Subject.MANIFEST, WHAT);
        Fields fields = new Fields(node, Subject.MANIFEST, WHAT);
        String type = type(fields, bare(contentType));
        boolean looksLikeManifest = fields.has("config") || fields.has("layers");
        boolean looksLikeIndex = fields.has("manifests");
        if (looksLikeManifest && (looksLikeIndex || fields.has("fsLayers"))) {
            throw new Corrupt(Subject.MANIFEST, "invalid manifest: both a manifest and an index");
        }
        if (MediaTypes.isIndex(type)) {
            if (looksLikeManifest || !looksLikeIndex) {
                throw new Corrupt(Subject.MANIFEST, "invalid manifest: an index without \"manifests\"");
            }
            return index(fields, type);
        }
        if (looksLikeIndex || !fields.has("config") || !fields.has("layers")) {
            throw new Corrupt(Subject.MANIFEST, "invalid manifest: a manifest without \"config\" or \"layers\"");
        }
        return manifest(fields, type);
    }

    /** The document's own type where it has one, which must then be the one it is served under, if that is known. */
    private static String type(Fields fields, String served) {
        String own = fields.text("mediaType");
        if (MediaTypes.isSchema1(own) || MediaTypes.isSchema1(served) || fields.number("schemaVersion", 2) == 1) {
            throw new Unsupported(Subject.MANIFEST, schema1(MediaTypes.isSchema1(own) ? own : served));
        }
        if (!own.isEmpty() && isKnown(served) && !own.equals(served)) {
            throw new Corrupt(
                    Subject.MANIFEST, "invalid manifest: its type is " + own + ", and it was served as " + served);
        }
        String type = own.isEmpty() ? served : own;
        if (isKnown(type)) {
            return type;
        }
        if (own.isEmpty()) {
            return fields.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
        }
        throw new Unsupported(Subject.MANIFEST, "unsupported manifest media type " + own);
    }

    private static String schema1(String type) {
        String named = MediaTypes.isSchema1(type) ? type : MediaTypes.DOCKER_SCHEMA1;
        return "not implemented: media type \"" + named
                + "\" is no longer supported since containerd v2.1, please rebuild the image as \""
                + MediaTypes.DOCKER_MANIFEST + "\" or \"" + MediaTypes.OCI_MANIFEST + "\"";
    }

    private static boolean isKnown(String type) {
        return MediaTypes.isIndex(type) || MediaTypes.isManifest(type);
    }

    private static String bare(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).trim();
    }

    private static ImageManifest manifest(Fields fields, String type) {
        Fields config = fields.objectOrNull("config");
        if (config == null) {
            throw fields.wrong("config");
        }
        return new ImageManifest(
                type,
                fields.textOrNull("artifactType"),
                descriptor(config),
                fields.objects("layers", ManifestParser::descriptor),
                subject(fields),
                fields.textMap("annotations"));
    }

    private static ImageIndex index(Fields fields, String type) {
        List<Descriptor> manifests = fields.objects("manifests", ManifestParser::descriptor);
        return new ImageIndex(
                type, fields.textOrNull("artifactType"), manifests, subject(fields), fields.textMap("annotations"));
    }

    private static @Nullable Descriptor subject(Fields fields) {
        Fields subject = fields.objectOrNull("subject");
        return subject == null ? null : descriptor(subject);
    }

    private static Descriptor descriptor(Fields fields) {
        Digest digest = Digest.find(fields.text("digest")).orElseThrow(() -> fields.wrong("digest"));
        Fields platform = fields.objectOrNull("platform");
        return new Descriptor(
                fields.text("mediaType"),
                digest,
                fields.size("size"),
                platform == null ? null : Platform.read(platform),
                fields.textOrNull("artifactType"),
                fields.texts("urls"),
                fields.textMap("annotations"));
    }
}
