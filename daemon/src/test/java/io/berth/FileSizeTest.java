package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One idea a file: none of the main sources grows past the cap. */
class FileSizeTest {
    private static final int LINES_MAX = 300;

    @Test
    void noMainSourceExceedsTheCap() throws IOException {
        Path repository =
                Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
        List<String> tooLong = new ArrayList<>();
        for (String module : List.of("api-spec", "daemon", "client-cli")) {
            Path sources = repository.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    int lines = Files.readAllLines(file).size();
                    if (lines > LINES_MAX) {
                        tooLong.add(repository.relativize(file) + ": " + lines);
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }
}
