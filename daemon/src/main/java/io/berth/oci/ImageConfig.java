package io.berth.oci;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An image's config (image-spec, config.md): what it runs on, what it runs, and the diffIDs of its layers.
 *
 * @param created as written, RFC 3339; null where absent
 * @param runtime the {@code config} member whole, as the engine's inspect shows most of it; null where absent
 * @param diffIds digests of the uncompressed layers, lowest first
 */
public record ImageConfig(
        Platform platform,
        @Nullable String created,
        String author,
        @Nullable JsonNode runtime,
        Map<String, String> labels,
        List<Digest> diffIds,
        List<History> history) {
    /** One step in the making of an image; {@code emptyLayer} where it made no layer. */
    public record History(
            @Nullable String created, String createdBy, String author, String comment, boolean emptyLayer) {}

    public ImageConfig {
        labels = Map.copyOf(labels);
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /**
     * Reads a config strictly.
     *
     * @throws Corrupt where it is not JSON, has a member of a wrong type, or a diffID that is no digest
     */
    public static ImageConfig parse(byte[] bytes) {
        JsonNode node = OciJson.object(bytes, Subject.MANIFEST, "image config");
        Fields fields = new Fields(node, Subject.MANIFEST, "image config");
        if (fields.text("os").isEmpty() && fields.text("architecture").isEmpty() && !fields.has("rootfs")) {
            throw new Corrupt(Subject.MANIFEST, "invalid image config: no os, architecture or rootfs");
        }
        Fields runtime = fields.objectOrNull("config");
        if (runtime != null) {
            checkRuntime(runtime);
        }
        return new ImageConfig(
                Platform.read(fields),
                time(fields, "created"),
                fields.text("author"),
                runtime == null ? null : runtime.object(),
                runtime == null ? Map.of() : runtime.textMap("Labels"),
                diffIds(fields),
                fields.objects("history", ImageConfig::step));
    }

    private static List<Digest> diffIds(Fields fields) {
        Fields rootfs = fields.objectOrNull("rootfs");
        return rootfs == null
                ? List.of()
                : rootfs.texts("diff_ids").stream()
                        .map(text -> Digest.find(text).orElseThrow(() -> rootfs.wrong("diff_ids")))
                        .toList();
    }

    private static History step(Fields fields) {
        return new History(
                time(fields, "created"),
                fields.text("created_by"),
                fields.text("author"),
                fields.text("comment"),
                fields.flag("empty_layer"));
    }

    private static @Nullable String time(Fields fields, String name) {
        String text = fields.textOrNull(name);
        if (text != null) {
            try {
                OffsetDateTime.parse(text);
            } catch (DateTimeException e) {
                throw fields.wrong(name);
            }
        }
        return text;
    }

    private static void checkRuntime(Fields runtime) {
        for (String name : List.of("User", "WorkingDir", "StopSignal")) {
            runtime.textOrNull(name);
        }
        for (String name : List.of("Env", "Cmd", "Entrypoint", "OnBuild", "Shell")) {
            runtime.texts(name);
        }
        for (String name : List.of("ExposedPorts", "Volumes", "Healthcheck")) {
            runtime.objectOrNull(name);
        }
    }
}
