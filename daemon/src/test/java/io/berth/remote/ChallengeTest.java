package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.RemoteLimits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    @Test
    void bearerWithCommasInQuotes() {
        Challenge challenge = Challenge.parse(
                        "Bearer realm=\"https://auth.test/token\",service=\"s\", scope=\"repository:a/b:pull,push\"")
                .orElseThrow();
        assertThat(challenge.scheme()).isEqualTo("bearer");
        assertThat(challenge.parameters())
                .isEqualTo(Map.of(
                        "realm", "https://auth.test/token", "service", "s", "scope", "repository:a/b:pull,push"));
    }

    @Test
    void basicWithoutQuotes() {
        assertThat(Challenge.parse("basic Realm=x").orElseThrow().parameter("realm"))
                .isEqualTo("x");
    }

    @Test
    void quotesWithinQuotes() {
        assertThat(Challenge.parse("Bearer realm=\"a\\\"b\"").orElseThrow().parameter("realm"))
                .isEqualTo("a\"b");
    }

    @Test
    void bearerIsChosenBeforeBasic() {
        assertThat(Challenge.choose(List.of("Negotiate", "Basic realm=a", "Bearer realm=b"))
                        .orElseThrow()
                        .scheme())
                .isEqualTo("bearer");
        assertThat(Challenge.choose(List.of("Negotiate"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"", "=", ",,,"})
    void junkIsNoChallenge(String text) {
        assertThat(Challenge.choose(List.of(text))).isEmpty();
    }

    @Test
    void openQuotesDoNotTakeForever() {
        assertThat(Challenge.parse("Bearer a=\"" + "\\\"x".repeat(2000))).isPresent();
        assertThat(Challenge.parse("Bearer a=\"" + "x".repeat(10_000))).isEmpty();
    }

    @Test
    void whatIsTooLongCountsAsNone() {
        String begin = "Bearer realm=";
        String most = "x".repeat(RemoteLimits.CHALLENGE_LENGTH_MAX - begin.length());
        assertThat(Challenge.parse(begin + most)).isPresent();
        assertThat(Challenge.parse(begin + most + "x")).isEmpty();
    }
}
