package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "redis, docker.io/library/redis, redis",
        "redis:7.0, docker.io/library/redis:7.0, redis:7.0",
        "library/redis, docker.io/library/redis, redis",
        "docker.io/redis, docker.io/library/redis, redis",
        "index.docker.io/library/redis:x, docker.io/library/redis:x, redis:x",
        "registry-1.docker.io/redis, docker.io/library/redis, redis",
        "nigelpoulton/tu-demo, docker.io/nigelpoulton/tu-demo, nigelpoulton/tu-demo",
        "a/b/c, docker.io/a/b/c, a/b/c",
        "localhost/x, localhost/x, localhost/x",
        "localhost:5000/x:y, localhost:5000/x:y, localhost:5000/x:y",
        "127.0.0.1:5600/library/busybox:1.35, 127.0.0.1:5600/library/busybox:1.35, 127.0.0.1:5600/library/busybox:1.35",
        "[::1]:5000/x, [::1]:5000/x, [::1]:5000/x",
        "Host/x, Host/x, Host/x",
        "quay.io/a.b/c_d/e--f:T_1.2-3, quay.io/a.b/c_d/e--f:T_1.2-3, quay.io/a.b/c_d/e--f:T_1.2-3",
        "a__b, docker.io/library/a__b, a__b",
    })
    void readsEveryFormOfDockers(String text, String canonical, String familiar) {
        Reference reference = Reference.parse(text);
        assertThat(reference).hasToString(canonical);
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(Reference.parse(canonical)).isEqualTo(reference);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                       | invalid reference format",
                "-x                       | invalid reference format",
                "x.                       | invalid reference format",
                "a b                      | invalid reference format",
                "127.0.0.1:5600/          | invalid reference format",
                "http://127.0.0.1/x       | invalid reference format",
                "x:!y                     | invalid reference format",
                "x:                       | invalid reference format",
                "x@                       | invalid reference format",
                "x@sha256:12              | invalid reference format",
                "x@md5:12                 | invalid reference format",
                "a//b                     | invalid reference format",
                "/a                       | invalid reference format",
                "a/                       | invalid reference format",
                "a...b                    | invalid reference format",
                "a___b                    | invalid reference format",
                "../etc/passwd            | invalid reference format",
                "é                        | invalid reference format",
                "Busybox                  | invalid reference format: repository name (library/Busybox) must be lowercase",
                "Library/Busybox          | invalid reference format: repository name (Busybox) must be lowercase",
                "127.0.0.1:5600/a/B:x     | invalid reference format: repository name (a/B) must be lowercase",
            })
    void refusesInTheEnginesWords(String text, String message) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @Test
    void sixtyFourHexDigitsAreAnIdAndNoName() {
        assertThatThrownBy(() -> Reference.parse(HEX))
                .hasMessage("invalid repository name (" + HEX + "), cannot specify 64-byte hexadecimal strings");
        assertThat(Reference.parse(HEX.substring(1)).familiar()).isEqualTo(HEX.substring(1));
        assertThat(Reference.parse("x/" + HEX).familiar()).isEqualTo("x/" + HEX);
    }

    @Test
    void nameOf255CharactersIsTheLongest() {
        assertThat(Reference.parse("a".repeat(255 - "library/".length())).tag()).isNull();
        assertThatThrownBy(() -> Reference.parse("a".repeat(256 - "library/".length())))
                .hasMessage("repository name must not be more than 255 characters");
    }

    @Test
    void tagOf128CharactersIsTheLongest() {
        assertThat(Reference.isTag("t".repeat(128))).isTrue();
        assertThat(Reference.isTag("t".repeat(129))).isFalse();
        assertThatThrownBy(() -> Reference.tagged(Repository.parse("x"), "t".repeat(129)))
                .hasMessage("invalid tag format");
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        ".a, false",
        "-a, false",
        "_a, true",
        "A.b-c_1, true",
        "a/b, false",
        "é, false",
        "a:b, false"
    })
    void tags(String text, boolean valid) {
        assertThat(Reference.isTag(text)).isEqualTo(valid);
    }

    @Test
    void tagAndDigestTogether() {
        Reference reference = Reference.parse("x:5@sha256:" + HEX);
        assertThat(reference.tag()).isEqualTo("5");
        assertThat(reference.target()).isEqualTo("sha256:" + HEX);
        assertThat(reference).hasToString("docker.io/library/x:5@sha256:" + HEX);
    }

    @Test
    void latestIsAddedWhereThereIsNeither() {
        assertThat(Reference.parse("x").orLatest().familiar()).isEqualTo("x:latest");
        assertThat(Reference.parse("x:1").orLatest().familiar()).isEqualTo("x:1");
        assertThat(Reference.parse("x@sha256:" + HEX).orLatest().tag()).isNull();
    }

    /** Whatever is read is printed so that it is read again as the same, and holds nothing that a path or URL must not. */
    @Test
    void randomTextsAreReadOrRefused() {
        Random random = new Random(42);
        String alphabet = "abcXYZ019.-_/:@[]%\\ \u00e9\n\0sha256";
        for (int i = 0; i < 200_000; i++) {
            String text = randomText(random, alphabet);
            try {
                Reference reference = Reference.parse(text);
                assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
                assertThat(reference.repository().path())
                        .matches("[a-z0-9._/-]+")
                        .doesNotContain("..");
            } catch (InvalidParameter e) {
                assertThat(e.text()).isNotEmpty();
            }
        }
    }

    private static String randomText(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(24); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
