package io.berth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class SigstoreBundleTest {
    private static final byte[] MANIFEST = {1};
    private static final Digest IMAGE = Digest.of(MANIFEST);

    private static byte[] bundle(int signatures) {
        String statement = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":"
                + "\"https://sigstore.dev/cosign/sign/v1\",\"subject\":[{\"name\":\"x\",\"digest\":{\"sha256\":\""
                + IMAGE.hex() + "\"}}]}";
        String payload = Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8));
        return ("{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"dsseEnvelope\":{\"payloadType\":"
                        + "\"application/vnd.in-toto+json\",\"payload\":\"" + payload + "\",\"signatures\":["
                        + String.join(",", Collections.nCopies(signatures, "{\"sig\":\"AA==\"}")) + "]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void asManySignaturesAsTheLimitAreRead() {
        assertThat(SigstoreBundle.read(bundle(Limits.ENVELOPE_SIGNATURES_MAX), IMAGE, MANIFEST)
                        .signatures())
                .hasSize(Limits.ENVELOPE_SIGNATURES_MAX);
    }

    @Test
    void moreOrNoneAreRefused() {
        for (int signatures : new int[] {0, Limits.ENVELOPE_SIGNATURES_MAX + 1}) {
            assertThatThrownBy(() -> SigstoreBundle.read(bundle(signatures), IMAGE, MANIFEST))
                    .isInstanceOf(Corrupt.class);
        }
    }
}
