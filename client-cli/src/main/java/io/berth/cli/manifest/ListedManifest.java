package io.berth.cli.manifest;

import io.berth.cli.image.Reference;
import io.berth.cli.json.JsonNumber;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import io.berth.cli.json.JsonWriter;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A manifest that a list names, with what docker's client keeps of it.
 *
 * @param reference where it is
 * @param platform as the list will say it; members are named as in an index
 * @param raw its bytes, in base64
 */
public record ListedManifest(
        Reference reference, String mediaType, String digest, long size, JsonObject platform, String raw) {
    private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String DOCKER = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String OCI = "application/vnd.oci.image.manifest.v1+json";

    /** A manifest as its registry has it, or a list may have changed it. */
    public static ListedManifest of(Reference reference, JsonObject descriptor, JsonObject platform, byte[] bytes) {
        return new ListedManifest(
                reference,
                descriptor.text("mediaType"),
                descriptor.text("digest"),
                descriptor.number("size"),
                platform,
                Base64.getEncoder().encodeToString(bytes));
    }

    /** Whether a document of that type lists others. */
    public static boolean isList(String mediaType) {
        return mediaType.equals(DOCKER_LIST) || mediaType.equals(OCI_INDEX);
    }

    /** The same for another platform. */
    public ListedManifest on(JsonObject other) {
        return new ListedManifest(reference, mediaType, digest, size, other, raw);
    }

    /** Whether a registry would know for which machines it is. */
    public boolean hasPlatform() {
        return !platform.text("os").isEmpty() && !platform.text("architecture").isEmpty();
    }

    boolean isDocker() {
        return mediaType.equals(DOCKER);
    }

    static String listType(boolean docker) {
        return docker ? DOCKER_LIST : OCI_INDEX;
    }

    /** The manifest itself. */
    public String document() {
        return new String(Base64.getDecoder().decode(raw), StandardCharsets.UTF_8).strip();
    }

    /** As {@code manifest inspect --verbose} shows it, and as docker's client keeps it. */
    public String json() {
        return json(new JsonObject());
    }

    /** The same with members that only we know behind it. */
    String json(JsonObject more) {
        JsonObject descriptor = new JsonObject()
                .put("mediaType", mediaType)
                .put("digest", digest)
                .put("size", new JsonNumber(Long.toString(size)))
                .put("platform", platformJson());
        JsonObject all = new JsonObject()
                .put("Ref", reference.toString())
                .put("Descriptor", descriptor)
                .put("Raw", raw);
        StringBuilder out = new StringBuilder();
        JsonWriter writer = new JsonWriter(out, true);
        writer.write(all);
        out.setLength(out.length() - 1);
        if (mediaType.equals(DOCKER) || mediaType.equals(OCI)) {
            out.append(isDocker() ? ",\"SchemaV2Manifest\":" : ",\"OCIManifest\":")
                    .append(document());
        }
        more.members().forEach((name, value) -> {
            out.append(',');
            writer.string(name);
            out.append(':');
            writer.write(value);
        });
        return out.append('}').toString();
    }

    /** Its members in the order in which docker's client writes them. */
    JsonObject platformJson() {
        JsonObject ordered = new JsonObject()
                .put("architecture", platform.text("architecture"))
                .put("os", platform.text("os"));
        if (!platform.text("os.version").isEmpty()) {
            ordered.put("os.version", platform.text("os.version"));
        }
        if (!platform.texts("os.features").isEmpty()) {
            ordered.put("os.features", platform.texts("os.features"));
        }
        if (!platform.text("variant").isEmpty()) {
            ordered.put("variant", platform.text("variant"));
        }
        return ordered;
    }

    /** Reads what {@link #json} wrote. */
    static ListedManifest read(JsonObject file) {
        Reference reference = Reference.parse(file.text("Ref"));
        JsonObject descriptor = file.object("Descriptor");
        try {
            byte[] bytes = Base64.getDecoder().decode(file.text("Raw"));
            if (JsonReader.parse(bytes) instanceof JsonObject) {
                return of(reference, descriptor, descriptor.object("platform"), bytes);
            }
        } catch (IOException | IllegalArgumentException e) {
            // said below
        }
        throw new CliException("what is kept of " + reference + " is no manifest");
    }
}
