package io.berth.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.cli.problem.CliException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "busybox,docker.io/library/busybox,busybox",
        "busybox:1.35,docker.io/library/busybox:1.35,busybox",
        "my/app,docker.io/my/app,my/app",
        "docker.io/busybox,docker.io/library/busybox,busybox",
        "index.docker.io/a/b,docker.io/a/b,a/b",
        "docker.io/library/a/b,docker.io/library/a/b,library/a/b",
        "localhost/a,localhost/a,localhost/a",
        "localhost:5000/a:b,localhost:5000/a:b,localhost:5000/a",
        "127.0.0.1:5600/library/a,127.0.0.1:5600/library/a,127.0.0.1:5600/library/a",
        "[::1]:5000/a,[::1]:5000/a,[::1]:5000/a",
        "Host/a,Host/a,Host/a",
        "a__b/c-d.e--f,docker.io/a__b/c-d.e--f,a__b/c-d.e--f",
        "a:A_.-9,docker.io/library/a:A_.-9,a",
    })
    void names(String given, String full, String familiar) {
        Reference reference = Reference.parse(given);
        assertThat(reference).hasToString(full);
        assertThat(reference.familiarName()).isEqualTo(familiar);
    }

    @Test
    void digestStandsWithAndWithoutATag() {
        Reference both = Reference.parse("a:b@sha256:" + HEX);
        assertThat(both).hasToString("docker.io/library/a:b@sha256:" + HEX);
        assertThat(both.tagOrDigest()).isEqualTo("sha256:" + HEX);
        assertThat(both.tagged()).isEqualTo(both);
        assertThat(Reference.parse("a@sha256:" + HEX).tagged().tag()).isEmpty();
        assertThat(Reference.parse("a").tagged()).hasToString("docker.io/library/a:latest");
    }

    @ParameterizedTest
    @CsvSource({
        "'',invalid reference format",
        "UPPER,invalid reference format: repository name (library/UPPER) must be lowercase",
        "a/B,invalid reference format: repository name (a/B) must be lowercase",
        "a:!,invalid reference format",
        "a:,invalid reference format",
        "a:-b,invalid reference format",
        "a@,invalid reference format",
        "a@sha256:abc,invalid reference format",
        "a@sha256:0123456789abcdef0123456789abcdef,invalid reference format",
        "a//b,invalid reference format",
        "/a,invalid reference format",
        "a/,invalid reference format",
        "-a,invalid reference format",
        "a-,invalid reference format",
        "a___b,invalid reference format",
        "a..b,invalid reference format",
        "a_-b,invalid reference format",
        "a b,invalid reference format",
        "host:port/a,invalid reference format",
        "-h.x/a,invalid reference format",
        "h:/a,invalid reference format",
        "bücher,invalid reference format",
        "a:š,invalid reference format",
        "a:bŁ,invalid reference format",
    })
    void wrongNames(String given, String message) {
        assertThatThrownBy(() -> Reference.parse(given)).hasMessage(message);
    }

    @Test
    void lengthsOnBothSidesOfTheirBounds() {
        assertThat(Reference.parse("a:" + "t".repeat(128)).tag()).hasSize(128);
        assertThatThrownBy(() -> Reference.parse("a:" + "t".repeat(129))).hasMessage("invalid reference format");
        String host = "h.x/";
        assertThat(Reference.parse(host + "a".repeat(255 - host.length())).path())
                .hasSize(251);
        assertThatThrownBy(() -> Reference.parse(host + "a".repeat(256 - host.length())))
                .hasMessage("repository name must not be more than 255 characters");
        assertThatThrownBy(() -> Reference.parse(HEX))
                .hasMessage("invalid repository name (" + HEX + "), cannot specify 64-byte hexadecimal strings");
    }

    @Test
    void whatIsAcceptedReadsBackAsItself() {
        Random random = new Random(1);
        String alphabet = "ab/:@._-A0[]sha256 é";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                name.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Reference reference = Reference.parse(name.toString());
                assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
            } catch (CliException e) {
                assertThat(e.text()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64,'{\"architecture\":\"amd64\",\"os\":\"linux\"}'",
        "linux/arm64,'{\"architecture\":\"arm64\",\"os\":\"linux\"}'",
        "linux/arm64/v8,'{\"architecture\":\"arm64\",\"os\":\"linux\"}'",
        "linux/arm,'{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}'",
        "linux/arm/6,'{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v6\"}'",
        "Linux/x86_64,'{\"architecture\":\"amd64\",\"os\":\"linux\"}'",
        "linux/amd64/v3,'{\"architecture\":\"amd64\",\"os\":\"linux\",\"variant\":\"v3\"}'",
        "aarch64,'{\"architecture\":\"arm64\",\"os\":\"linux\"}'",
        "windows/amd64,'{\"architecture\":\"amd64\",\"os\":\"windows\"}'",
        "macos/arm64,'{\"architecture\":\"arm64\",\"os\":\"darwin\"}'",
    })
    void platforms(String given, String json) {
        assertThat(Platform.parse(given).json()).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "nope,invalid platform: \"nope\": unknown operating system or architecture: invalid argument",
        "a/b/c/d,invalid platform: \"a/b/c/d\": cannot parse platform specifier: invalid argument",
    })
    void wrongPlatforms(String given, String message) {
        assertThatThrownBy(() -> Platform.parse(given)).hasMessage(message);
    }
}
