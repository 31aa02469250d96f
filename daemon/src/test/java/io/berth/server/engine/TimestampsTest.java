package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "1714000000, 2024-04-24T23:06:40Z",
        "1714000000.5, 2024-04-24T23:06:40.500Z",
        "-1, 1969-12-31T23:59:59Z",
        "2024-03-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "2024-03-01T00:00:00.123456789Z, 2024-03-01T00:00:00.123456789Z",
        "2024-03-01T00:00:00+02:00, 2024-02-29T22:00:00Z",
        "2024-03-01T10:30Z, 2024-03-01T10:30:00Z",
        "10m, 2026-01-02T02:54:05Z",
        "1h30m, 2026-01-02T01:34:05Z",
        "1.5h, 2026-01-02T01:34:05Z",
        "500ms, 2026-01-02T03:04:04.500Z"
    })
    void everyFormIsRead(String text, Instant expected) {
        assertThat(Timestamps.until(text, NOW)).isEqualTo(expected);
    }

    @Test
    void dateAloneIsMidnightHere() {
        assertThat(Timestamps.find("2024-03-01", NOW)).isPresent();
        assertThat(Timestamps.find("2024-03-01T10", NOW)).isPresent();
        assertThat(Timestamps.find("2024-03-01T10:11:12", NOW)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "30d", "", "1h-", "2024-13-01", "1e9", "0x10", "1h 2m", "99999999999999999999", "."
            })
    void anythingElseIsNamed(String text) {
        assertThatThrownBy(() -> Timestamps.until(text, NOW))
                .hasMessage(
                        "invalid value for 'until' filter: failed to parse value as time or duration: invalid seconds \""
                                + text + "\": invalid syntax");
    }
}
