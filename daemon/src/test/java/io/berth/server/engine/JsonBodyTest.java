package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.TooLarge;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonBodyTest {
    private static FakeRequest request(int bytes) {
        return new FakeRequest("POST", "/x")
                .header("Content-Type", "application/json")
                .body("{}" + " ".repeat(bytes - 2));
    }

    @Test
    void aBodyAtTheLimitIsRead() throws IOException {
        assertThat(JsonBody.read(request(Limits.JSON_BODY_BYTES_MAX))).isPresent();
    }

    @Test
    void aLargerOneIsRefused() {
        assertThatThrownBy(() -> JsonBody.read(request(Limits.JSON_BODY_BYTES_MAX + 1)))
                .isInstanceOf(TooLarge.class);
    }
}
