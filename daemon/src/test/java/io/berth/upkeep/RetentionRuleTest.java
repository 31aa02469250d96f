package io.berth.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import io.berth.upkeep.Holding.Place;
import io.berth.upkeep.Level.Fullness;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionRuleTest {
    @Test
    void everyConditionHasItsPlace() {
        assertThat(RetentionRule.parse("in=registry,repository=team/*,keep-last=3,unused-for=8w,above=80%,down-to=70%"))
                .isEqualTo(new RetentionRule(
                        Place.REGISTRY, "team/*", 3, Duration.ofDays(56), new Level(80, true), new Level(70, true)));
        assertThat(RetentionRule.parse("above=2g,down-to=512m"))
                .isEqualTo(new RetentionRule(
                        null, null, 0, Duration.ZERO, new Level(2L << 30, false), new Level(512 << 20, false)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "all",
                "keep-last=0",
                "keep-last=-1",
                "keep-last=1000000",
                "keep-last=1,keep-last=2",
                "keep=3",
                "unused-for=0d",
                "unused-for=3",
                "unused-for=100000d",
                "repository=a",
                "repository=[,keep-last=1",
                "in=here,keep-last=1",
                "above=80%",
                "down-to=1g",
                "above=80%,down-to=80%",
                "above=80%,down-to=1g",
                "above=100%,down-to=1%",
                "above=1x,down-to=1"
            })
    void whatIsNoRuleIsRefused(String text) {
        assertThatThrownBy(() -> RetentionRule.parse(text)).isInstanceOf(InvalidParameter.class);
    }

    @Test
    void theBoundsThemselvesAreTaken() {
        assertThat(RetentionRule.parse("keep-last=999999").keepLast()).isEqualTo(999_999);
        assertThat(RetentionRule.parse("unused-for=99999d").unusedFor()).isEqualTo(Duration.ofDays(99_999));
    }

    @Test
    void aPatternIsOfRepositoriesAndLeavesOutWhatHasNone() {
        RetentionRule rule = RetentionRule.parse("repository=team/*,keep-last=1");
        assertThat(rule.concerns(Place.IMAGES, "team/app")).isTrue();
        assertThat(rule.concerns(Place.IMAGES, "team/app/sub")).isFalse();
        assertThat(rule.concerns(Place.IMAGES, "")).isFalse();
        assertThat(RetentionRule.parse("keep-last=1").concerns(Place.IMAGES, ""))
                .isTrue();
        assertThat(RetentionRule.parse("in=registry,keep-last=1").concerns(Place.IMAGES, "a"))
                .isFalse();
    }

    @Test
    void aLevelIsOfTheStoreOrOfTheFileSystem() {
        Fullness disk = new Fullness(1000, 800, 1000);
        assertThat(Level.parse("80%").isExceeded(disk, 0)).isFalse();
        assertThat(Level.parse("79%").isExceeded(disk, 0)).isTrue();
        assertThat(Level.parse("79%").isExceeded(disk, 10)).isFalse();
        assertThat(Level.parse("999").isExceeded(disk, 0)).isTrue();
        assertThat(Level.parse("999").isExceeded(disk, 1)).isFalse();
    }
}
