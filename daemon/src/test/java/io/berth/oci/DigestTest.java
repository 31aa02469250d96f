package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void digestOfNothing() {
        assertThat(Digest.of(new byte[0])).hasToString("sha256:" + HEX);
        assertThat(Digest.of(new byte[0]).shortHex()).isEqualTo("e3b0c44298fc");
    }

    @Test
    void bothRegisteredAlgorithms() {
        assertThat(Digest.parse("sha256:" + HEX).algorithm()).isEqualTo(Digest.Algorithm.SHA256);
        assertThat(Digest.parse("sha512:" + HEX + HEX).algorithm()).isEqualTo(Digest.Algorithm.SHA512);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sha256",
                "sha256:",
                "sha256:" + HEX + "0",
                "sha256:" + "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "SHA256:" + HEX,
                "sha512:" + HEX,
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha256:../../../../../../../../../../../../../../../../../../../etc/pass",
                "sha256:" + HEX + "\n",
                " sha256:" + HEX,
            })
    void anythingElseIsNone(String text) {
        assertThat(Digest.find(text)).isEmpty();
        assertThatThrownBy(() -> Digest.parse(text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("invalid checksum digest format");
    }
}
