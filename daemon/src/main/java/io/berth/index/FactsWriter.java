package io.berth.index;

import io.berth.oci.Descriptor;
import io.berth.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** An image's facts as the JSON of its database row; members without a value are left out. */
final class FactsWriter {
    private FactsWriter() {}

    static byte[] write(ImageFacts facts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = TextMap.JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeName("target");
            write(json, facts.target());
            json.writeArrayPropertyStart("manifests");
            facts.manifests().forEach(manifest -> write(json, manifest));
            json.writeEndArray();
            texts(json, "closure", facts.closure().stream().sorted().toList());
            texts(json, "sources", facts.sources());
            if (!facts.signatures().isEmpty()) {
                json.writeArrayPropertyStart("signatures");
                facts.signatures().forEach(signature -> write(json, signature));
                json.writeEndArray();
            }
            textUnlessNull(json, "subject", facts.subject());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, ManifestFacts facts) {
        json.writeStartObject();
        json.writeName("descriptor");
        write(json, facts.descriptor());
        json.writeBooleanProperty("available", facts.available());
        json.writeStringProperty("kind", facts.kind().name());
        json.writeName("platform");
        write(json, facts.platform());
        textUnlessNull(json, "config", facts.config());
        textUnlessNull(json, "created", facts.created());
        if (!facts.labels().isEmpty()) {
            json.writeName("labels");
            TextMap.write(json, facts.labels());
        }
        json.writeNumberProperty("contentSize", facts.contentSize());
        textUnlessNull(json, "subject", facts.subject());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Signature signature) {
        json.writeStartObject();
        json.writeStringProperty("form", signature.form().name());
        json.writeStringProperty("key", signature.key().toString());
        json.writeStringProperty("name", signature.name());
        textUnlessEmpty(json, "reference", signature.reference());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Descriptor descriptor) {
        json.writeStartObject();
        json.writeStringProperty("mediaType", descriptor.mediaType());
        json.writeStringProperty("digest", descriptor.digest().toString());
        json.writeNumberProperty("size", descriptor.size());
        Platform platform = descriptor.platform();
        if (platform != null) {
            json.writeName("platform");
            write(json, platform);
        }
        textUnlessNull(json, "artifactType", descriptor.artifactType());
        if (!descriptor.urls().isEmpty()) {
            texts(json, "urls", descriptor.urls());
        }
        if (!descriptor.annotations().isEmpty()) {
            json.writeName("annotations");
            TextMap.write(json, descriptor.annotations());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Platform platform) {
        json.writeStartObject();
        textUnlessEmpty(json, "os", platform.os());
        textUnlessEmpty(json, "architecture", platform.architecture());
        textUnlessEmpty(json, "variant", platform.variant());
        textUnlessEmpty(json, "os.version", platform.osVersion());
        if (!platform.osFeatures().isEmpty()) {
            texts(json, "os.features", platform.osFeatures());
        }
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<?> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(value -> json.writeString(value.toString()));
        json.writeEndArray();
    }

    private static void textUnlessNull(
            JsonGenerator json, String name, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            json.writeStringProperty(name, value.toString());
        }
    }

    private static void textUnlessEmpty(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }
}
