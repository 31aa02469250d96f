package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRateTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "512, 512", "500k, 512000", "10m, 10485760", "10MiB/s, 10485760", "1G, 1073741824"})
    void ratesAreInPowersOf1024(String text, long bytes) {
        assertThat(ByteRate.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "1.5m", "10t", "1000000000000000", "10 m"})
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> ByteRate.parse(text)).isInstanceOf(InvalidParameter.class);
    }

    @Test
    void theLargestIsNotWrapped() {
        assertThat(ByteRate.parse("999999999999g")).isEqualTo(Limits.RATE_MAX);
        assertThat(ByteRate.parse((Limits.RATE_MAX >> 30) + 1 + "g")).isEqualTo(Limits.RATE_MAX);
        assertThat(ByteRate.parse((Limits.RATE_MAX >> 30) - 1 + "g")).isEqualTo(Limits.RATE_MAX - (1L << 30));
    }
}
