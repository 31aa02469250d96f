package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepositoryTest extends CommandTest {
    private static final String PATH = "/v1.52/berth/registry/repositories";

    @BeforeEach
    void answer() {
        fake.answer(
                "GET " + PATH,
                "[{\"Name\":\"a/b\",\"Tags\":2,\"Manifests\":3,\"Size\":5000,\"UniqueSize\":1000},"
                        + "{\"Name\":\"c\",\"Tags\":1,\"Manifests\":1,\"Size\":9000,\"UniqueSize\":2000}]");
    }

    @Test
    void repositoriesAreListedByName() {
        assertThat(console.run("registry", "ls")).isZero();
        assertThat(console.out()).isEqualTo("""
                REPOSITORY   TAGS      MANIFESTS   SIZE      UNIQUE SIZE
                a/b          2         3           5kB       1kB
                c            1         1           9kB       2kB
                """);
        assertThat(console.run("registry", "ls", "-q")).isZero();
        assertThat(console.out()).isEqualTo("a/b\nc\n");
    }

    @Test
    void usageComesWithTheLargestFirstAndASum() {
        assertThat(console.run("registry", "du")).isZero();
        assertThat(console.out().lines().map(line -> line.split(" ", -1)[0]))
                .containsExactly("REPOSITORY", "c", "a/b", "Of");
        assertThat(console.out()).endsWith("Of single repositories alone: 3kB\n");
    }

    @Test
    void tagsHaveTheirDigestAndAge() {
        fake.answer(
                "GET " + PATH + "/a/b",
                "[{\"Tag\":\"1\",\"Digest\":\"sha256:ab\",\"Since\":\"2020-01-01T00:00:00Z\"}]");
        assertThat(console.run("registry", "tags", "a/b")).isZero();
        assertThat(console.out()).contains("1         sha256:ab   ").contains("years ago");
        assertThat(console.run("registry", "tags", "-q", "a/b")).isZero();
        assertThat(console.out()).isEqualTo("1\n");
    }

    @Test
    void removingShowsWhatGoesAndAsks() {
        String steps = "{\"Steps\":[{\"In\":\"registry\",\"Name\":\"a/b:1\",\"Id\":\"sha256:ab\",\"Removes\":true,"
                + "\"Reason\":\"asked for\",\"Bytes\":1000}],\"SpaceReclaimed\":1000,\"SpaceUndoable\":0}";
        fake.answer("DELETE " + PATH + "/a/b?tag=1&dry-run=1", steps);
        fake.answer("DELETE " + PATH + "/a/b?tag=1", steps);
        assertThat(console.input("n\n").run("registry", "rm", "a/b:1")).isZero();
        assertThat(console.out()).startsWith("Would remove: a/b:1\nTotal reclaimable space: 1kB\n");
        assertThat(console.input("y\n").run("registry", "rm", "a/b:1")).isZero();
        assertThat(console.out()).endsWith("Removed: a/b:1\nTotal reclaimed space: 1kB\n");
        assertThat(console.run("registry", "rm", "-f", "a/b:1")).isZero();
        assertThat(console.out()).isEqualTo("Removed: a/b:1\nTotal reclaimed space: 1kB\n");
    }
}
