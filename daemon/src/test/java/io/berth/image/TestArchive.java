package io.berth.image;

import io.berth.oci.Digest;
import io.berth.testing.TestTar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Parts of archives as docker and others write them. */
final class TestArchive {
    static final byte[] LAYER = new TestTar().file("etc/motd", "hello").bytes();
    static final byte[] OTHER = new TestTar().file("etc/motd", "world").bytes();

    private TestArchive() {}

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A config of an image for amd64 with these layers, unpacked. */
    static byte[] config(byte[]... layers) {
        return configFor("amd64", layers);
    }

    static byte[] configFor(String architecture, byte[]... layers) {
        StringBuilder diffIds = new StringBuilder();
        for (byte[] layer : layers) {
            diffIds.append(diffIds.isEmpty() ? "" : ",")
                    .append('"')
                    .append(Digest.of(layer))
                    .append('"');
        }
        return text(
                "{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{\"Labels\":{\"a\":\"b\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
                        .formatted(architecture, diffIds));
    }

    /** An entry of {@code manifest.json}. */
    static String entry(String tags, String... layers) {
        return "{\"Config\":\"config.json\",\"RepoTags\":[%s],\"Layers\":[\"%s\"]}"
                .formatted(tags, String.join("\",\"", layers));
    }

    static byte[] list(String... entries) {
        return text("[" + String.join(",", entries) + "]");
    }

    /** An image of one layer, named {@code x:1}. */
    static TestTar docker() {
        return new TestTar()
                .file("config.json", config(LAYER))
                .file("one.tar", LAYER)
                .file("manifest.json", list(entry("\"x:1\"", "one.tar")));
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** So many bytes that nothing makes smaller. */
    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Where a layout has a blob. */
    static String path(byte[] blob) {
        return "blobs/sha256/" + Digest.of(blob).hex();
    }

    static TestTar layout() {
        return new TestTar().file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    static String descriptor(String type, byte[] blob, String more) {
        return "{\"mediaType\":\"application/vnd.oci.image.%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(type, Digest.of(blob), blob.length, more);
    }

    static byte[] manifest(byte[] config, byte[]... layers) {
        StringBuilder all = new StringBuilder();
        for (byte[] layer : layers) {
            all.append(all.isEmpty() ? "" : ",").append(descriptor("layer.v1.tar", layer, ""));
        }
        return text(
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(descriptor("config.v1+json", config, ""), all));
    }

    static byte[] index(String... descriptors) {
        return text("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[%s]}"
                .formatted(String.join(",", descriptors)));
    }

    static String name(String name) {
        return ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}";
    }

    static String platform(String architecture) {
        return ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}";
    }
}
