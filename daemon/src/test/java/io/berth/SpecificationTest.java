package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.api.OpenApi;
import io.berth.server.engine.BuildEndpoints;
import io.berth.server.engine.ContainerEndpoints;
import io.berth.server.engine.DiskUsageEndpoints;
import io.berth.server.engine.Endpoints;
import io.berth.server.engine.EventEndpoints;
import io.berth.server.engine.ImageEndpoints;
import io.berth.server.engine.JobEndpoints;
import io.berth.server.engine.NameEndpoints;
import io.berth.server.engine.NetworkEndpoints;
import io.berth.server.engine.OpenApiEndpoints;
import io.berth.server.engine.PullEndpoints;
import io.berth.server.engine.SwarmEndpoints;
import io.berth.server.engine.SystemEndpoints;
import io.berth.server.engine.SystemFacts;
import io.berth.server.engine.VolumeEndpoints;
import io.berth.server.http.Handler;
import io.berth.server.http.Routes;
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

/** Every route is in the OpenAPI document, and the document has no other. */
class SpecificationTest {
    private static final Line SECTION = new Line("^(\\w+):$");
    private static final Line PATH = new Line("^  (/\\S*):$");
    private static final Line SHARED = new Line("^ {4}(\\w+):$");
    private static final Line METHOD = new Line("^ {4,6}(get|head|post|put|delete):$");
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

    @Test
    void documentAndRoutesAreTheSame() {
        assertThat(documented()).isEqualTo(served());
    }

    private static Set<String> served() {
        Set<String> all = new TreeSet<>();
        Routes table = new Routes() {
            @Override
            public Routes add(String method, String pattern, Handler handler) {
                assertThat(all.add(method + ' ' + pattern)).as(pattern).isTrue();
                return this;
            }
        };
        endpoints().forEach(group -> group.register(table));
        return all;
    }

    private static List<Endpoints> endpoints() {
        SystemFacts facts = new SystemFacts(
                new SystemFacts.Build("", "", ""),
                "",
                Path.of("/"),
                List.of(),
                false,
                new SystemFacts.Registries(List.of(), List.of(), List.of()),
                SystemFacts.Proxies.NONE,
                List.of());
        return List.of(
                new SystemEndpoints(facts, null, null),
                new EventEndpoints(null, null),
                new DiskUsageEndpoints(null, null),
                new ImageEndpoints(null, null, null, null, null, null, null),
                new PullEndpoints(null),
                new JobEndpoints(null),
                new NameEndpoints(null, null),
                new OpenApiEndpoints(),
                new MetricsEndpoints(null),
                new ContainerEndpoints(null),
                new NetworkEndpoints(facts),
                new VolumeEndpoints(),
                new BuildEndpoints(),
                new SwarmEndpoints());
    }

    /** Reads the document as it is laid out, for want of a YAML parser: its indentation tells what a line is. */
    private static Set<String> documented() {
        String text = new String(OpenApi.engine(), StandardCharsets.UTF_8);
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
