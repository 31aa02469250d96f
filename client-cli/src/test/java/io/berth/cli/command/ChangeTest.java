package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cli.http.FakeEngine;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that change something: tag, rmi, prune, and Berth's own. */
class ChangeTest extends CommandTest {
    private static final String DANGLING = "filters=%7B%22dangling%22%3A%7B%22true%22%3Atrue%7D%7D";
    private static final String UNUSED = "filters=%7B%22dangling%22%3A%7B%22false%22%3Atrue%7D%7D";
    private static final String PRUNED =
            "{\"ImagesDeleted\":[{\"Untagged\":\"a:1\"},{\"Deleted\":\"sha256:1\"}],\"SpaceReclaimed\":6148000}";
    private static final String DELETED =
            "Deleted Images:\nuntagged: a:1\ndeleted: sha256:1\n\nTotal reclaimed space: 6.148MB\n";

    ChangeTest() {
        super("1.47");
    }

    @Test
    void tagSendsTheFamiliarNameAndLatest() {
        fake.answer("POST /v1.47/images/a/b:c/tag?repo=my%2Fapp&tag=latest", "201 Created", "");
        assertThat(console.run("tag", "a/b:c", "docker.io/my/app")).isZero();
        assertThat(console.out() + console.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UPPER,Error parsing reference: \"UPPER\" is not a valid repository/tag: invalid reference format: repository name"
                + " (library/UPPER) must be lowercase",
        "a:!,Error parsing reference: \"a:!\" is not a valid repository/tag: invalid reference format",
        "a@sha256:1111111111111111111111111111111111111111111111111111111111111111,refusing to create a tag with a digest"
                + " reference",
    })
    void tagRefusesWhatIsNoTag(String target, String message) {
        assertThat(console.run("tag", "busybox", target)).isEqualTo(1);
        assertThat(console.err()).isEqualTo(message + "\n");
        assertThat(fake.lines()).isEmpty();
    }

    @Test
    void removingGoesOnAfterAFailure() {
        fake.answer("DELETE /v1.47/images/nosuch", "404 Not Found", "{\"message\":\"No such image: nosuch:latest\"}");
        fake.answer("DELETE /v1.47/images/labels:5", "[{\"Untagged\":\"labels:5\"},{\"Deleted\":\"sha256:6822\"}]");
        assertThat(console.run("rmi", "nosuch", "labels:5", "nosuch")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("Untagged: labels:5\nDeleted: sha256:6822\n");
        assertThat(console.err()).isEqualTo("Error response from daemon: No such image: nosuch:latest\n".repeat(2));
    }

    @Test
    void forceMakesAMissingImageNoFailureButAConflictOne() {
        fake.answer("DELETE /v1.47/images/nosuch?force=1", "404 Not Found", "{\"message\":\"No such image\"}");
        fake.answer("DELETE /v1.47/images/used?force=1", "409 Conflict", "{\"message\":\"in use\"}");
        assertThat(console.run("rmi", "-f", "nosuch")).isZero();
        assertThat(console.err()).isEqualTo("Error response from daemon: No such image\n");
        assertThat(console.run("image", "rm", "-f", "nosuch", "used")).isEqualTo(1);
    }

    @Test
    void removeFlagsAreSent() throws IOException {
        console.run("image", "remove", "--no-prune", "a");
        assertThat(fake.lines()).contains("DELETE /v1.47/images/a?noprune=1");
        try (FakeEngine newer = FakeEngine.start("1.50")) {
            new TestConsole(newer.host()).run("rmi", "--platform", "linux/arm64,linux/amd64", "a");
            assertThat(newer.lines().getLast())
                    .contains("platforms=%7B%22architecture%22%3A%22arm64%22")
                    .contains("amd64");
        }
        assertThat(console.run("rmi", "--platform", "linux/arm64", "a")).isEqualTo(1);
        assertThat(console.err()).contains("requires API version 1.50");
    }

    @Test
    void pruneAsksAndDoesNothingUnlessTheAnswerIsYes() {
        String question = "WARNING! This will remove all dangling images.\nAre you sure you want to continue? [y/N] ";
        for (String answer : new String[] {"", "\n", "n\n", "yes\n", "x"}) {
            assertThat(console.input(answer).run("image", "prune")).isZero();
            assertThat(console.out()).isEqualTo(question);
        }
        assertThat(fake.lines()).isEmpty();
        fake.answer("POST /v1.47/images/prune?" + DANGLING, PRUNED);
        assertThat(console.input("Y\n").run("image", "prune")).isZero();
        assertThat(console.out()).isEqualTo(question + DELETED);
    }

    @Test
    void pruneOfEverythingIsForcedWithoutAQuestion() {
        fake.answer("POST /v1.47/images/prune?" + UNUSED, PRUNED);
        assertThat(console.run("image", "prune", "-a", "-f")).isZero();
        assertThat(console.out()).isEqualTo(DELETED);
        fake.answer("POST /v1.47/images/prune?" + UNUSED, "{\"ImagesDeleted\":null,\"SpaceReclaimed\":0}");
        console.run("image", "prune", "-af");
        assertThat(console.out()).isEqualTo("Total reclaimed space: 0B\n");
    }

    @Test
    void dryRunAsksNothingAndSaysWhatWouldGo() {
        fake.answer("POST /v1.47/images/prune?" + DANGLING + "&dry-run=1", PRUNED);
        assertThat(console.run("image", "prune", "--dry-run")).isZero();
        assertThat(console.out())
                .isEqualTo(
                        "Would delete images:\nuntagged: a:1\ndeleted: sha256:1\n\nTotal reclaimable space: 6.148MB\n");
        assertThat(fake.lines()).doesNotContain("POST /v1.47/images/prune?" + DANGLING);
    }

    @Test
    void systemPruneGoesThroughEveryKindAndAddsUp() {
        fake.answer("POST /v1.47/containers/prune", "{\"ContainersDeleted\":[\"c1\"],\"SpaceReclaimed\":1000}");
        fake.answer("POST /v1.47/networks/prune", "{\"NetworksDeleted\":[\"n1\",\"n2\"]}");
        fake.answer("POST /v1.47/volumes/prune", "{\"VolumesDeleted\":[],\"SpaceReclaimed\":0}");
        fake.answer("POST /v1.47/images/prune?" + UNUSED, PRUNED);
        fake.answer("POST /v1.47/build/prune?all=1", "{\"CachesDeleted\":[\"b1\"],\"SpaceReclaimed\":1000}");
        assertThat(console.run("system", "prune", "-a", "-f", "--volumes")).isZero();
        assertThat(console.out()).isEqualTo("""
                        Deleted Containers:
                        c1

                        Deleted Networks:
                        n1
                        n2

                        Deleted Images:
                        untagged: a:1
                        deleted: sha256:1

                        Deleted build cache objects:
                        b1

                        Total reclaimed space: 6.15MB
                        """);
    }

    @Test
    void systemPruneWarnsOfAllThatGoes() {
        console.run("system", "prune", "-a", "--volumes", "--filter", "label=x");
        assertThat(console.out()).isEqualTo("""
                        WARNING! This will remove:
                          - all stopped containers
                          - all networks not used by at least one container
                          - all anonymous volumes not used by at least one container
                          - all images without at least one container associated to them
                          - all build cache

                          Items to be pruned will be filtered with:
                          - label=x

                        Are you sure you want to continue? [y/N] \
                        """);
        assertThat(console.run("system", "prune", "--volumes", "--filter", "until=1h", "-f"))
                .isEqualTo(1);
        assertThat(console.err()).isEqualTo("ERROR: The \"until\" filter is not supported with \"--volumes\"\n");
        assertThat(fake.lines()).isEmpty();
    }

    @Test
    void reflogIsATableOfDigestsAndReasons() {
        fake.answer(
                "GET /v1.47/berth/names/my/app:v1/history",
                "[{\"digest\":\"sha256:b1c29bf887c253ba\",\"at\":\"2020-01-01T00:00:00Z\",\"cause\":\"pull\",\"name\":\"x\"},"
                        + "{\"digest\":\"\",\"at\":\"2020-01-01T00:00:00Z\",\"cause\":\"untag\",\"name\":\"x\"}]");
        assertThat(console.run("image", "reflog", "my/app:v1")).isZero();
        assertThat(console.out().replaceAll("\\d+ years", "6 years")).isEqualTo("""
                        DIGEST         WHEN          CAUSE
                        b1c29bf887c2   6 years ago   pull
                        <none>         6 years ago   untag
                        """);
    }

    @Test
    void rollbackSaysFromWhereToWhere() {
        fake.answer(
                "POST /v1.47/berth/names/a:1/rollback",
                "{\"name\":\"docker.io/library/a:1\",\"from\":\"sha256:1\",\"to\":\"sha256:2\"}");
        assertThat(console.run("image", "rollback", "a:1")).isZero();
        assertThat(console.out()).isEqualTo("docker.io/library/a:1: sha256:1 -> sha256:2\n");
    }

    @Test
    void undoRestoresTheNewestOrTheNamedOne() {
        fake.answer("POST /v1.47/berth/undo", "[{\"Restored\":\"sha256:1\",\"RepoTags\":[\"a:1\",\"b:1\"]}]");
        fake.answer("POST /v1.47/berth/undo?all=1", "[{\"Restored\":\"sha256:1\"},{\"Restored\":\"sha256:2\"}]");
        fake.answer("POST /v1.47/berth/undo?id=b1c2", "[{\"Restored\":\"sha256:2\"}]");
        fake.answer(
                "GET /v1.47/berth/undo",
                "[{\"Id\":\"sha256:b1c29bf887c253ba\",\"RepoTags\":[\"a:1\",\"b:1\"],\"RemovedAt\":\"2020-01-01T00:00:00Z\","
                        + "\"Expires\":\"2020-01-01T01:00:00Z\"}]");
        console.run("image", "undo");
        assertThat(console.out()).isEqualTo("Restored: sha256:1\nTagged: a:1\nTagged: b:1\n");
        console.run("image", "undo", "--all");
        assertThat(console.out()).isEqualTo("Restored: sha256:1\nRestored: sha256:2\n");
        console.run("image", "undo", "b1c2");
        assertThat(console.out()).isEqualTo("Restored: sha256:2\n");
        console.run("image", "undo", "--list");
        assertThat(console.out())
                .startsWith("IMAGE ID       NAMES      REMOVED")
                .contains("b1c29bf887c2   a:1, b:1   ");
    }
}
