package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullEndpointsTest {
    private static final String D = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @CsvSource({
        "redis, '', redis",
        "redis, 7, redis:7",
        "redis:, 7, redis:7",
        "redis:, '', redis",
        "redis:6, 7, redis:7",
        "redis:6, '', redis:6",
        "redis, " + D + ", redis@" + D,
        "redis:6, " + D + ", redis@" + D,
        "redis@" + D + ", '', redis@" + D,
        "redis:6@" + D + ", '', redis:6@" + D,
    })
    void nameAndTagMakeOneReference(String fromImage, String tag, String familiar) {
        assertThat(PullEndpoints.reference(fromImage, tag).familiar()).isEqualTo(familiar);
    }

    @ParameterizedTest
    @CsvSource({
        "redis, !x, invalid tag format",
        "redis, sha256:12, invalid tag format",
        "a b, x, invalid reference format"
    })
    void badOnesAreRefusedInTheEnginesWords(String fromImage, String tag, String message) {
        assertThatThrownBy(() -> PullEndpoints.reference(fromImage, tag))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @Test
    void rowsAreWhatClientsRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProgressStream stream = new ProgressStream(out);
        assertThat(stream.hasBegun()).isFalse();
        PullRows rows = new PullRows(stream);
        Descriptor layer = Descriptor.of("application/vnd.oci.image.layer.v1.tar", Digest.parse(D), 9);
        Descriptor config = Descriptor.of(MediaTypes.OCI_CONFIG, Digest.parse(D), 9);
        rows.pulling(Reference.parse("redis:7"));
        rows.waiting(layer);
        rows.downloading(layer, 3);
        rows.downloaded(layer);
        rows.downloaded(config);
        rows.complete(layer);
        rows.done(Reference.parse("redis:7"), Digest.parse(D), true);
        stream.error("no");
        assertThat(stream.hasBegun()).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8).split("\r\n"))
                .containsExactly(
                        "{\"status\":\"Pulling from library/redis\",\"id\":\"7\"}",
                        "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"e3b0c44298fc\"}",
                        "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":3,\"total\":9},\"id\":\"e3b0c44298fc\"}",
                        "{\"status\":\"Download complete\",\"progressDetail\":{\"hidecounts\":true},\"id\":\"e3b0c44298fc\"}",
                        "{\"status\":\"Pull complete\",\"progressDetail\":{\"hidecounts\":true},\"id\":\"e3b0c44298fc\"}",
                        "{\"status\":\"Digest: " + D + "\"}",
                        "{\"status\":\"Status: Downloaded newer image for redis:7\"}",
                        "{\"error\":\"no\",\"errorDetail\":{\"message\":\"no\"}}");
    }
}
