package io.berth.cli.manifest;

import io.berth.cli.json.JsonIndent;
import io.berth.cli.json.JsonNumber;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The document of a manifest list, byte for byte as docker's client makes it, so that the same list has the same digest:
 * docker's type where all its manifests have docker's, else an OCI index.
 */
public record IndexText(String mediaType, String text) {
    public static IndexText of(List<ListedManifest> manifests) {
        String mediaType = ListedManifest.listType(manifests.stream().allMatch(ListedManifest::isDocker));
        List<JsonObject> listed = new ArrayList<>();
        for (ListedManifest manifest : manifests) {
            listed.add(new JsonObject()
                    .put("mediaType", manifest.mediaType())
                    .put("size", new JsonNumber(Long.toString(manifest.size())))
                    .put("digest", manifest.digest())
                    .put("platform", manifest.platformJson()));
        }
        JsonObject index = new JsonObject()
                .put("schemaVersion", new JsonNumber("2"))
                .put("mediaType", mediaType)
                .put("manifests", listed);
        StringBuilder json = new StringBuilder();
        new JsonWriter(json, true).write(index);
        return new IndexText(mediaType, JsonIndent.indent(json.toString(), "   "));
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public String digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes());
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
