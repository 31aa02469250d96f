package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Manifest.ImageIndex;
import io.berth.oci.Manifest.ImageManifest;
import io.berth.problem.Problem;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unsupported;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final String D = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String CONFIG =
            "{\"mediaType\":\"" + MediaTypes.OCI_CONFIG + "\",\"digest\":\"" + D + "\",\"size\":7}";
    private static final String LAYER = "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\""
            + D + "\",\"size\":9,\"urls\":[\"https://a.test/x\"]}";
    private static final String MANIFEST =
            "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[" + LAYER + "],\"annotations\":{\"a\":\"b\"}}";
    private static final String INDEX =
            "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                    + "\",\"digest\":\"" + D + "\",\"size\":5,\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\","
                    + "\"variant\":\"v7\"}}]}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void manifest() {
        ImageManifest manifest = (ImageManifest) Manifest.parse(bytes(MANIFEST), MediaTypes.OCI_MANIFEST);
        assertThat(manifest.config().size()).isEqualTo(7);
        assertThat(manifest.layers().getFirst().urls()).containsExactly("https://a.test/x");
        assertThat(manifest.annotations()).containsEntry("a", "b");
        assertThat(manifest.children()).hasSize(2);
    }

    @Test
    void index() {
        ImageIndex index = (ImageIndex) Manifest.parse(bytes(INDEX), MediaTypes.OCI_INDEX);
        assertThat(index.manifests().getFirst().platform()).isEqualTo(Platform.of("linux", "arm", "v7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/octet-stream", MediaTypes.OCI_MANIFEST + "; charset=utf-8"})
    void contentDecidesWhereTheTypeSaysNothing(String served) {
        assertThat(Manifest.parse(bytes(MANIFEST), served)).isInstanceOf(ImageManifest.class);
        if (!served.contains("manifest")) {
            assertThat(Manifest.parse(bytes(INDEX), served)).isInstanceOf(ImageIndex.class);
        }
    }

    @Test
    void typesThatContradictOneAnother() {
        String typed = MANIFEST.replaceFirst("\\{", "{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",");
        assertThatThrownBy(() -> Manifest.parse(bytes(typed), MediaTypes.OCI_INDEX))
                .isInstanceOf(Corrupt.class);
        assertThatThrownBy(() -> Manifest.parse(bytes(INDEX), MediaTypes.OCI_MANIFEST))
                .isInstanceOf(Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "this is no JSON",
                "{}",
                "{\"schemaVersion\":2}",
                "{\"config\":null,\"layers\":[]}",
                "{\"config\":" + CONFIG + "}",
                "{\"layers\":[]}",
                "{\"config\":" + CONFIG + ",\"layers\":{}}",
                "{\"config\":" + CONFIG + ",\"layers\":[null]}",
                "{\"config\":" + CONFIG + ",\"layers\":[],\"manifests\":[]}",
                "{\"config\":" + CONFIG + ",\"layers\":[],\"layers\":[]}",
                "{\"config\":" + CONFIG + ",\"layers\":[]} x",
                "{\"config\":" + CONFIG + ",\"layers\":[],\"annotations\":{\"a\":1}}",
            })
    void badDocumentsAreCorrupt(String text) {
        assertThatThrownBy(() -> Manifest.parse(bytes(text), MediaTypes.OCI_MANIFEST))
                .isInstanceOf(Corrupt.class);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1.5", "'\"9\"'", "1e999999", "99999999999999999999", "null"})
    void sizesAreNaturalNumbers(String size) {
        String bad = MANIFEST.replace("\"size\":9", "\"size\":" + size);
        assertThatThrownBy(() -> Manifest.parse(bytes(bad), MediaTypes.OCI_MANIFEST))
                .isInstanceOf(Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:../../etc/passwd", "md5:d41d8cd98f00b204e9800998ecf8427e", "", "sha256:E3"})
    void digestsAreStrict(String digest) {
        String bad = MANIFEST.replace(D, digest);
        assertThatThrownBy(() -> Manifest.parse(bytes(bad), MediaTypes.OCI_MANIFEST))
                .isInstanceOf(Corrupt.class);
    }

    @Test
    void deepNestingIsCorrupt() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatThrownBy(() -> Manifest.parse(bytes(deep), MediaTypes.OCI_MANIFEST))
                .isInstanceOf(Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.DOCKER_SCHEMA1, MediaTypes.DOCKER_SCHEMA1_SIGNED})
    void schema1IsToldInTheEnginesWords(String type) {
        assertThatThrownBy(() -> Manifest.parse(bytes("{\"schemaVersion\":1}"), type))
                .isInstanceOf(Unsupported.class)
                .hasMessage("not implemented: media type \"" + type
                        + "\" is no longer supported since containerd v2.1, please rebuild the image as \""
                        + MediaTypes.DOCKER_MANIFEST + "\" or \"" + MediaTypes.OCI_MANIFEST + "\"");
    }

    /** One byte changed, cut or doubled: a document is read or refused, nothing else. */
    @Test
    void damagedDocumentsAreReadOrRefused() {
        Random random = new Random(7);
        for (String whole : new String[] {MANIFEST, INDEX}) {
            for (int i = 0; i < 20_000; i++) {
                byte[] damaged = damage(bytes(whole), random);
                try {
                    assertThat(Manifest.parse(damaged, "")).isNotNull();
                } catch (Problem e) {
                    assertThat(e).isInstanceOfAny(Corrupt.class, Unsupported.class);
                }
            }
        }
    }

    static byte[] damage(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                bytes[at] = (byte) random.nextInt(256);
                yield bytes;
            }
            default -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                yield longer;
            }
        };
    }
}
