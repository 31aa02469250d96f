package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:00:00Z, 2025-01-01T00:00:00Z",
        "2025-01-01T00:00:00.500Z, 2025-01-01T00:00:00.5Z",
        "2025-01-01T00:00:00.000000001Z, 2025-01-01T00:00:00.000000001Z",
        "2025-01-01T00:00:00.123456780Z, 2025-01-01T00:00:00.12345678Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z"
    })
    void printsNoZerosAtTheEnd(String moment, String expected) {
        assertThat(Times.print(Instant.parse(moment))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T10:00:00+02:00, 2025-01-01T10:00:00+02:00",
        "2025-01-01T10:00:00.10-05:30, 2025-01-01T10:00:00.1-05:30"
    })
    void keepsTheOffset(String moment, String expected) {
        assertThat(Times.print(OffsetDateTime.parse(moment))).isEqualTo(expected);
    }
}
