package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.event.Draft;
import io.berth.event.EventFilter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {
    private static final Draft PULL =
            new Draft("image", "pull", "labels:1", Map.of("name", "labels", "n", "1", "empty", ""));
    private static final Draft UNTAG = new Draft("image", "untag", "sha256:ab", Map.of("name", "my/app:v1"));
    private static final Draft START = new Draft("container", "start", "c1f2", Map.of("image", "labels", "name", "ev"));
    private static final Draft EXEC = new Draft("container", "exec_start: sh", "c1f2", Map.of("name", "ev"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                     | true  | true  | true  | true
                    {"nope":["1"]}                         | true  | true  | true  | true
                    {"event":[]}                           | true  | true  | true  | true
                    {"event":["pull"]}                     | true  | false | false | false
                    {"event":["pull","untag"]}             | true  | true  | false | false
                    {"event":["pul"]}                      | false | false | false | false
                    {"event":["exec_start"]}               | false | false | false | true
                    {"type":["image"]}                     | true  | true  | false | false
                    {"type":["image","container"]}         | true  | true  | true  | true
                    {"type":["nope"]}                      | false | false | false | false
                    {"type":["image"],"event":["untag"]}   | false | true  | false | false
                    {"scope":["local"]}                    | true  | true  | true  | true
                    {"scope":["swarm"]}                    | false | false | false | false
                    {"image":["labels:1"]}                 | true  | false | false | false
                    {"image":["labels"]}                   | true  | false | true  | false
                    {"image":["my/app"]}                   | false | true  | false | false
                    {"image":["sha256:ab"]}                | false | true  | false | false
                    {"container":["ev"]}                   | false | false | true  | true
                    {"container":["c1"]}                   | false | false | true  | true
                    {"daemon":["x"]}                       | false | false | false | false
                    {"label":["n"]}                        | true  | false | false | false
                    {"label":["n=1"]}                      | true  | false | false | false
                    {"label":["n=1","empty="]}             | true  | false | false | false
                    {"label":["n=1","empty=x"]}            | false | false | false | false
                    {"label":["n=9"]}                      | false | false | false | false
                    {"label":{"n=1":true}}                 | true  | false | false | false
                    """)
    void takes(String filters, boolean pull, boolean untag, boolean start, boolean exec) {
        EventFilter filter = new EventFilter(QueryFilters.parse(filters)::values);
        assertThat(filter.takes(PULL)).as("pull").isEqualTo(pull);
        assertThat(filter.takes(UNTAG)).as("untag").isEqualTo(untag);
        assertThat(filter.takes(START)).as("start").isEqualTo(start);
        assertThat(filter.takes(EXEC)).as("exec").isEqualTo(exec);
    }
}
