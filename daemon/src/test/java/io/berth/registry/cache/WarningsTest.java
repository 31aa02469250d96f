package io.berth.registry.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WarningsTest {
    private static final String MOST = "x".repeat(Limits.WARNING_REASON_LENGTH_MAX);

    private static String reason(String given) {
        String text = Warnings.stale(Instant.EPOCH, given);
        String begin = "as of 1970-01-01T00:00:00Z; the registry cannot be asked now: ";
        assertThat(text).startsWith(begin);
        return text.substring(begin.length());
    }

    @Test
    void aReasonEndsNeitherTheTextNorTheHeader() {
        assertThat(reason("a \"b\"\r\n\\c\u00e9")).isEqualTo("a 'b'??'c?");
    }

    @Test
    void ofALongOneTheBeginningIsTold() {
        assertThat(reason(MOST)).isEqualTo(MOST);
        assertThat(reason(MOST + "y")).isEqualTo(MOST);
    }
}
