package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/x86_64, linux/amd64",
        "LINUX/AMD64/v1, linux/amd64",
        "linux/aarch64, linux/arm64",
        "linux/arm64/v8, linux/arm64",
        "linux/arm, linux/arm/v7",
        "linux/arm/6, linux/arm/v6",
        "linux/armhf, linux/arm/v7",
        "linux/armel, linux/arm/v6",
        "linux/i386, linux/386",
        "windows/amd64, windows/amd64",
        "arm64, linux/arm64",
        "s390x, linux/s390x",
        "linux/amd64/v3, linux/amd64/v3",
        "macos/arm64, darwin/arm64",
    })
    void readsAndNormalizes(String text, String shown) {
        assertThat(Platform.parse(text).format()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nope | \"nope\": unknown operating system or architecture: invalid argument",
                "linux/amd64/v1/x | \"linux/amd64/v1/x\": cannot parse platform specifier: invalid argument",
                "linux/am d64 | \"am d64\" is an invalid component of \"linux/am d64\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument",
                "linux/ | \"\" is an invalid component of \"linux/\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument",
            })
    void refusesInTheEnginesWords(String text, String message) {
        assertThatThrownBy(() -> Platform.parse(text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64, true",
        "linux/amd64, linux/amd64/v2, false",
        "linux/amd64/v3, linux/amd64/v2, true",
        "linux/amd64/v3, linux/amd64/v4, false",
        "linux/amd64, linux/386, false",
        "linux/amd64, windows/amd64, false",
        "linux/arm/v7, linux/arm/v6, true",
        "linux/arm/v6, linux/arm/v7, false",
        "linux/arm64, linux/arm/v7, true",
        "linux/arm64, linux/arm64/v8, true",
        "linux/arm/v7, linux/arm64, false",
    })
    void newerVariantsRunOlderOnes(String wanted, String offered, boolean runs) {
        assertThat(Platform.parse(wanted).fit(Platform.parse(offered)) > 0).isEqualTo(runs);
    }

    @Test
    void bestFitComesFirst() {
        Platform wanted = Platform.parse("linux/arm64");
        List<Platform> offered =
                List.of(Platform.parse("linux/arm/v6"), Platform.parse("linux/arm64"), Platform.parse("linux/arm/v7"));
        assertThat(offered.stream()
                        .sorted((one, other) -> wanted.fit(other) - wanted.fit(one))
                        .map(Platform::format))
                .containsExactly("linux/arm64", "linux/arm/v7", "linux/arm/v6");
    }

    @Test
    void windowsMatchesByBuild() {
        Platform wanted = new Platform("windows", "amd64", "", "10.0.17763.1", List.of());
        assertThat(wanted.fit(new Platform("windows", "amd64", "", "10.0.17763.2061", List.of())))
                .isPositive();
        assertThat(wanted.fit(new Platform("windows", "amd64", "", "10.0.20348.1", List.of())))
                .isZero();
        assertThat(Platform.parse("windows/amd64").fit(new Platform("windows", "amd64", "", "10.0.1.1", List.of())))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "fpu sse sse2, v1",
        "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3, v2",
        "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave, v3",
        "avx512f avx512bw avx512cd avx512dq avx512vl, v1",
    })
    void variantOfTheCpu(String flags, String variant) {
        assertThat(HostPlatform.amd64("processor\t: 0\nflags\t\t: " + flags + "\nbugs\t\t:\n"))
                .isEqualTo(variant);
    }

    @Test
    void hostRunsItself() {
        assertThat(Platform.host().fit(Platform.host())).isPositive();
        assertThat(Platform.host().os()).isEqualTo("linux");
    }
}
