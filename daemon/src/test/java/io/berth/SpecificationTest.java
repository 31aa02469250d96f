package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.api.OpenApi;
import io.berth.server.http.RouteTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route is in the OpenAPI document, and the document has no other. */
class SpecificationTest {
    private static final Line SECTION = new Line("^(\\w+):$");
    private static final Line PATH = new Line("^  (/\\S*):$");
    private static final Line SHARED = new Line("^ {4}(\\w+):$");
    private static final Line METHOD = new Line("^ {4,6}(get|head|post|put|patch|delete):$");
    private static final Line REFERENCE = new Line("^    \\$ref: \"#/components/pathItems/(\\w+)\"$");

    private record Line(Pattern pattern) {
        Line(String pattern) {
            this(Pattern.compile(pattern));
        }

        Optional<String> find(String line) {
            Matcher matcher = pattern.matcher(line);
            return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
    }

    @TempDir
    private Path dataRoot;

    @Test
    void documentAndRoutesAreTheSame() throws IOException {
        assertThat(documented(OpenApi.engine())).isEqualTo(served(Wiring::open));
    }

    @Test
    void soAreThoseOfTheRegistry() throws IOException {
        Set<String> served = served(wiring -> {
            wiring.open();
            return wiring.registry();
        });
        assertThat(documented(OpenApi.registry())).isEqualTo(served);
    }

    @FunctionalInterface
    private interface Api {
        RouteTable of(Wiring wiring) throws IOException;
    }

    private Set<String> served(Api api) throws IOException {
        Settings settings =
                CommandLine.parse(List.of("--data-root", dataRoot.toString())).settings();
        Config config = new ConfigReader(settings, new Surroundings(true, Map.of())).read();
        ConfigSource.Loaded loaded = new ConfigSource.Loaded(config, settings, List.of());
        try (Wiring wiring = new Wiring(loaded, () -> loaded, new Meters())) {
            return api.of(wiring).names();
        }
    }

    /** Reads the document as it is laid out, for want of a YAML parser: its indentation tells what a line is. */
    private static Set<String> documented(byte[] document) {
        String text = new String(document, StandardCharsets.UTF_8);
        Map<String, Set<String>> shared = new HashMap<>();
        Map<String, String> references = new HashMap<>();
        Set<String> all = new TreeSet<>();
        String section = "";
        String path = "";
        String item = "";
        for (String line : text.lines().toList()) {
            section = SECTION.find(line).orElse(section);
            path = PATH.find(line).orElse(path);
            String at = path;
            REFERENCE.find(line).ifPresent(name -> references.put(at, name));
            Optional<String> method = METHOD.find(line).map(name -> name.toUpperCase(Locale.ROOT));
            if (method.isPresent() && section.equals("paths")) {
                all.add(method.get() + ' ' + path);
            } else if (method.isPresent()) {
                shared.computeIfAbsent(item, _ -> new TreeSet<>()).add(method.get());
            } else {
                item = SHARED.find(line).orElse(item);
            }
        }
        references.forEach((at, name) -> shared.get(name).forEach(method -> all.add(method + ' ' + at)));
        return all;
    }
}
