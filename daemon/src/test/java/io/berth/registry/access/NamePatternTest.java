package io.berth.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.Corrupt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource({
        "team/app, team/app",
        "team/*, team/app",
        "*/app, team/app",
        "team/**, team/app",
        "team/**, team/app/web",
        "**, app",
        "**, docker.io/library/redis",
        "*, app"
    })
    void matches(String pattern, String name) {
        assertThat(NamePattern.parse(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "team/app, team/app2",
        "team/app, team/app/web",
        "team/*, team",
        "team/*, team/app/web",
        "team/**, team",
        "team/**, teams/app",
        "*, team/app"
    })
    void doesNotMatch(String pattern, String name) {
        assertThat(NamePattern.parse(pattern).matches(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "team/", "team//app", "Team", "team/app*", "**/app", "../x", "team/{user}"})
    void refusesWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> NamePattern.parse(pattern)).isInstanceOf(Corrupt.class);
    }

    @Test
    void tagsHaveWildcardsWithinTheirNames() {
        assertThat(TagPattern.parse("v*").matches("v1.2.3")).isTrue();
        assertThat(TagPattern.parse("v*").matches("v")).isTrue();
        assertThat(TagPattern.parse("*-rc*").matches("1.0-rc1")).isTrue();
        assertThat(TagPattern.parse("1.0").matches("1x0")).isFalse();
        assertThat(TagPattern.parse("v*").matches("latest")).isFalse();
        assertThatThrownBy(() -> TagPattern.parse("a b")).isInstanceOf(Corrupt.class);
        String most = "*a".repeat(Limits.TAG_WILDCARDS_MAX);
        assertThat(TagPattern.parse(most).matches("a".repeat(Limits.TAG_WILDCARDS_MAX)))
                .isTrue();
        assertThatThrownBy(() -> TagPattern.parse(most + '*')).isInstanceOf(Corrupt.class);
    }
}
