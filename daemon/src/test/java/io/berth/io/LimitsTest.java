package io.berth.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A limit that no test names is a claim that nobody holds. */
class LimitsTest {
    private static final Pattern NAMED = Pattern.compile("Limits\\.([A-Z_]+)");

    @Test
    void everyLimitIsNamedByATest() throws IOException {
        List<String> limits = Stream.of(Limits.class, RemoteLimits.class)
                .flatMap(list -> Arrays.stream(list.getFields()))
                .map(field -> field.getName())
                .toList();
        assertThat(named()).containsAll(limits);
    }

    private static Set<String> named() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        Set<String> names = new TreeSet<>();
        for (Path tests : List.of(module.resolve("src/test/java"), module.resolveSibling("testing/e2e"))) {
            try (Stream<Path> files = Files.walk(tests)) {
                for (Path file : files.filter(LimitsTest::isSource).toList()) {
                    NAMED.matcher(Files.readString(file))
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java") || file.toString().endsWith(".py");
    }
}
