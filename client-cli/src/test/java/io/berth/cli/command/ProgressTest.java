package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cli.console.Console;
import io.berth.cli.json.JsonObject;
import io.berth.cli.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a transfer's line says beside its bar. */
class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final TestConsole console = new TestConsole("unix:///nowhere").terminal(120);
    private long now;
    private final Console shown = console.console();
    private final Progress progress = new Progress(shown, true, false, () -> now);

    private String row(long current, long total) throws IOException {
        String row = "{\"id\":\"a\",\"status\":\"Downloading\",\"progressDetail\":{\"current\":" + current
                + ",\"total\":" + total + "}}";
        int before = console.out().length();
        JsonReader reader = new JsonReader(new ByteArrayInputStream(row.getBytes(StandardCharsets.UTF_8)));
        progress.show((JsonObject) reader.read());
        shown.out().flush();
        return console.out().substring(before);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3000000, '  3MB/s  2s'",
        "2, 3000000, '  1.5MB/s  4s'",
        "10, 1000000, '  100kB/s  1m30s'",
        "100, 100000, '  1kB/s  2h45m0s'",
    })
    void bytesSpeedAndTimeLeft(long seconds, long moved, String said) throws IOException {
        row(1000, 10_001_000);
        now = seconds * SECOND;
        assertThat(row(1000 + moved, 10_001_000)).contains("/10MB").contains(said);
    }

    @Test
    void speedOfWhatHasJustBegunIsNotGuessed() throws IOException {
        row(0, 1000);
        now = SECOND / 10;
        assertThat(row(500, 1000)).contains("500B/1kB").doesNotContain("/s");
    }

    @Test
    void bytesThatWereThereBeforeAreNoSpeed() throws IOException {
        row(9_000_000, 10_000_000);
        now = SECOND;
        assertThat(row(9_500_000, 10_000_000)).contains("9.5MB/10MB").contains("  500kB/s  1s");
    }
}
