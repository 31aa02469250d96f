package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutdatedTest extends CommandTest {
    private static final String UPDATES = "GET /v1.52/berth/images/updates";
    private static final String LOCAL = "sha256:" + "a".repeat(64);
    private static final String REMOTE = "sha256:" + "b".repeat(64);

    @BeforeEach
    void haveTwoImages() {
        fake.answer("GET /v1.52/images/json", "[{\"RepoTags\":[\"redis:7\",\"h:5000/a:1\"]}]");
    }

    private static String checked(String name, String status, String remote, String reason) {
        return "{\"Name\":\"" + name + "\",\"Status\":\"" + status + "\",\"Local\":\"" + LOCAL + "\",\"Remote\":\""
                + remote + "\",\"Reason\":\"" + reason + "\"}";
    }

    private void answer(String... checked) {
        fake.answer(UPDATES, "[" + String.join(",", checked) + "]");
    }

    @Test
    void whatIsOutdatedIsShownAndIsAnExitCode() {
        answer(checked("a:1", "up-to-date", LOCAL, ""), checked("redis:7", "outdated", REMOTE, ""));
        assertThat(console.run("image", "outdated"))
                .as(() -> console.err() + fake.lines())
                .isEqualTo(2);
        assertThat(console.out().lines().map(String::stripTrailing))
                .containsExactly(
                        "NAME      STATUS     LOCAL          REMOTE         REASON",
                        "redis:7   outdated   aaaaaaaaaaaa   bbbbbbbbbbbb");
    }

    @Test
    void goneIsAsBadAsOutdatedAndHasNothingThere() {
        answer(checked("redis:7", "gone", "", ""));
        assertThat(console.run("image", "outdated")).isEqualTo(2);
        assertThat(console.out()).contains("gone", "<none>");
    }

    @Test
    void whatIsNotKnownIsAnotherExitCode() {
        answer(checked("a:1", "up-to-date", LOCAL, ""), checked("redis:7", "unknown", "", "no route to host"));
        assertThat(console.run("image", "outdated")).isEqualTo(3);
        assertThat(console.out()).contains("no route to host");
        answer(checked("a:1", "unknown", "", "x"), checked("redis:7", "outdated", REMOTE, ""));
        assertThat(console.run("image", "outdated")).isEqualTo(2);
    }

    @Test
    void nothingToTellIsATableWithoutRows() {
        answer(checked("a:1", "up-to-date", LOCAL, ""), checked("b@" + LOCAL, "pinned", LOCAL, ""));
        assertThat(console.run("image", "outdated")).isZero();
        assertThat(console.out()).hasLineCount(1);
        assertThat(console.run("image", "outdated", "-a")).isZero();
        assertThat(console.out()).hasLineCount(3).contains("up-to-date", "pinned");
    }

    @Test
    void namesThatAreGivenAreShownWhateverTheyAre() {
        fake.answer(UPDATES + "?name=a%3A1&name=redis", "[" + checked("a:1", "up-to-date", LOCAL, "") + "]");
        assertThat(console.run("image", "outdated", "--no-trunc", "a:1", "redis"))
                .isZero();
        assertThat(console.out()).contains("a:1", "up-to-date", LOCAL);
        assertThat(fake.lines()).doesNotContain("GET /v1.52/images/json");
    }

    @Test
    void quietlyTheNamesThatAreOutdated() {
        answer(checked("a:1", "unknown", "", "x"), checked("redis:7", "outdated", REMOTE, ""));
        assertThat(console.run("image", "outdated", "-q")).isEqualTo(2);
        assertThat(console.out()).isEqualTo("redis:7\n");
    }

    @Test
    void credentialsOfTheRegistriesOfAllNamesGoAlong() {
        answer();
        console.set("DOCKER_AUTH_CONFIG", "{\"auths\":{\"h:5000\":{\"auth\":\"dTpw\"}}}");
        assertThat(console.run("image", "outdated")).isZero();
        assertThat(fake.requests().getLast()).contains("X-Registry-Config: ");
    }
}
