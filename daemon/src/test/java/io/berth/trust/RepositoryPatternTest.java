package io.berth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryPatternTest {
    @ParameterizedTest
    @CsvSource({
        "redis, redis, true",
        "docker.io/redis, library/redis, true",
        "index.docker.io/library/redis, redis, true",
        "docker.io/library/*, redis, true",
        "docker.io/library/*, me/redis, false",
        "docker.io/**, me/redis, true",
        "docker.io/**, example.com/me/redis, false",
        "example.com/a, example.com/a, true",
        "example.com/a, example.com/a/b, false",
        "example.com/a/*, example.com/a, false",
        "example.com/a/*, example.com/a/b, true",
        "example.com/a/*, example.com/a/b/c, false",
        "example.com/a/**, example.com/a/b/c, true",
        "example.com/a/**, example.com/a, false",
        "example.com/*/app, example.com/x/app, true",
        "example.com/*/app, example.com/x/other, false",
        "example.com/**, EXAMPLE.com/a, true",
        "EXAMPLE.com/**, example.com/a, true",
        "example.com/**, example.com:443/a, true",
        "example.com:443/**, example.com/a, true",
        "example.com/**, example.com:80/a, true",
        "example.com/**, example.com:5000/a, false",
        "example.com:5000/**, example.com:5000/a, true",
        "'[::1]:5000/**', '[::1]:5000/a', true",
        "'[::1]/**', '[::1]:443/a', true",
        "localhost:5000/*, localhost:5000/x, true",
        "*.example.com/**, a.b.example.com/x, true",
        "*.example.com/**, example.com/x, false",
        "*.example.com/**, badexample.com/x, false",
        "*/**, example.com:5000/x, true",
        "*/library/redis, redis, true",
    })
    void matchesNamesAndNotTheirLookalikes(String pattern, String name, boolean matches) {
        assertThat(RepositoryPattern.parse(pattern).matches(Repository.parse(name)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "**",
                "/",
                "library/*",
                "example.com/",
                "example.com/**/a",
                "example.com/a*",
                "*example.com/a",
                "*.*.com/a",
                "example.com/A/*",
                "https://example.com/*",
                "example.com//*",
                "example.com/a:1",
                "redis/*/x",
                "exa mple.com/*",
                "example.com:/*",
                "*.com:x/a",
                "docker.io/*",
                "index.docker.io/*"
            })
    void refusesWhatWouldMatchOtherThanItLooksLike(String text) {
        assertThatThrownBy(() -> RepositoryPattern.parse(text)).isInstanceOf(Corrupt.class);
    }

    @Test
    void theMoreSpecificComesFirst() {
        List<String> order = List.of(
                "example.com/a/b",
                "example.com/a/*",
                "example.com/a/**",
                "example.com/*/b",
                "example.com/**",
                "*.b.example.com/x",
                "*.example.com/a/b",
                "*/a/b",
                "*/**");
        assertThat(Stream.of(order.reversed())
                        .flatMap(List::stream)
                        .sorted((one, other) -> RepositoryPattern.parse(one).compareTo(RepositoryPattern.parse(other))))
                .containsExactlyElementsOf(order);
    }
}
