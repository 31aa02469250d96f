package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's table of settings is that of the program. */
class ReadmeTest {
    private static final Pattern ROW = Pattern.compile("^\\| (`--[^|]*`) \\| (`[^|]*`|) ?\\| [^|]+ \\| ([^|]+) \\|$");

    @Test
    void everySettingIsInTheTableInItsPlace() throws IOException {
        List<String> expected = Arrays.stream(Option.values())
                .map(option -> "`--" + option.flag() + '`' + (option.hasLetter() ? ", `-" + option.letter() + '`' : "")
                        + " | " + (option.hasKey() ? '`' + option.key() + '`' : "") + " | " + option.purpose())
                .toList();
        assertThat(rows()).isEqualTo(expected);
    }

    private static List<String> rows() throws IOException {
        Path repository =
                Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
        return Files.readAllLines(repository.resolve("README.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1) + " | " + row.group(2) + " | " + row.group(3))
                .toList();
    }
}
