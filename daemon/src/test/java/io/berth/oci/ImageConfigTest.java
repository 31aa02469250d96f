package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.Corrupt;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConfigTest {
    private static final String D = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String CONFIG = """
            {"os":"linux","architecture":"arm64","variant":"v8","created":"2024-01-02T03:04:05.123456789Z","author":"me",
             "config":{"Env":["A=b"],"Labels":{"k":"v"},"User":"nobody","ExposedPorts":{"80/tcp":{}}},
             "rootfs":{"type":"layers","diff_ids":["%s"]},
             "history":[{"created":"2024-01-02T03:04:05Z","created_by":"RUN x"},{"empty_layer":true,"comment":"c"}]}
            """.formatted(D);

    private static ImageConfig parse(String text) {
        return ImageConfig.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAll() {
        ImageConfig config = parse(CONFIG);
        assertThat(config.platform().format()).isEqualTo("linux/arm64/v8");
        assertThat(config.created()).isEqualTo("2024-01-02T03:04:05.123456789Z");
        assertThat(config.labels()).containsEntry("k", "v");
        assertThat(config.diffIds()).containsExactly(Digest.parse(D));
        assertThat(config.history()).hasSize(2);
        assertThat(config.history().getLast().emptyLayer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"os\":\"linux\"",
                "{\"os\":1}",
                "{\"os\":\"linux\",\"created\":\"yesterday\"}",
                "{\"os\":\"linux\",\"created\":5}",
                "{\"os\":\"linux\",\"config\":[]}",
                "{\"os\":\"linux\",\"config\":{\"Env\":\"A=b\"}}",
                "{\"os\":\"linux\",\"config\":{\"Env\":[1]}}",
                "{\"os\":\"linux\",\"config\":{\"Cmd\":{}}}",
                "{\"os\":\"linux\",\"config\":{\"Labels\":[]}}",
                "{\"os\":\"linux\",\"config\":{\"Labels\":{\"a\":1}}}",
                "{\"os\":\"linux\",\"config\":{\"ExposedPorts\":[]}}",
                "{\"os\":\"linux\",\"history\":{}}",
                "{\"os\":\"linux\",\"history\":[1]}",
                "{\"os\":\"linux\",\"rootfs\":[]}",
                "{\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"sha256:12\"]}}",
                "{\"os\":\"linux\",\"os\":\"windows\"}",
            })
    void badConfigsAreCorrupt(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(Corrupt.class);
    }

    @Test
    void deepNestingIsCorrupt() {
        assertThatThrownBy(() -> parse("{\"a\":" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_001)))
                .isInstanceOf(Corrupt.class);
    }

    @Test
    void damagedConfigsAreReadOrRefused() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = ManifestTest.damage(CONFIG.getBytes(StandardCharsets.UTF_8), random);
            try {
                assertThat(ImageConfig.parse(damaged).history()).isNotNull();
            } catch (Corrupt e) {
                assertThat(e.text()).startsWith("invalid image config");
            }
        }
    }
}
