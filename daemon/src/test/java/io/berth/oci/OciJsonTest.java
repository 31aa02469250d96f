package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Subject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OciJsonTest {
    private static byte[] nested(int depth) {
        return ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aDocumentIsAsDeepAsTheLimitAndNoDeeper() {
        assertThat(OciJson.array(nested(OciJson.DEPTH_MAX), Subject.MANIFEST, "manifest"))
                .hasSize(1);
        assertThatThrownBy(() -> OciJson.array(nested(OciJson.DEPTH_MAX + 1), Subject.MANIFEST, "manifest"))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("nesting depth");
    }
}
