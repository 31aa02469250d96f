package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cli.http.FakeEngine;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docker's client prints of the same answer: 28.2.2 for lists, 29 for trees. */
class ImagesTest extends CommandTest {
    private static final String B1C2 = "sha256:b1c29bf887c253ba3fdc404da32dcadd5a0c027dad96e730356929117f6cd166";
    private static final String D549 = "sha256:549d5c49f401e6fcb9ea9ad364261ce53d3659d6a01eb6e6f661391b86f9feee";
    private static final String C660 = "sha256:660052520cde6cdb14429727432961b1ddab0c00416a49e734d132f31881eb2d";
    private static final String LIST = """
            [{"Id":"%s","RepoTags":["127.0.0.1:5600/library/busybox:1.35","busybox:latest","my/app:v1"],
              "RepoDigests":["busybox@%s"],"Created":1577836800,"Size":3101627,"SharedSize":-1,"Containers":-1,"Labels":{}},
             {"Id":"%s","RepoTags":[],"RepoDigests":[],"Created":1583020800,"Size":910,"SharedSize":10,"Containers":2},
             {"Id":"%s","RepoTags":[],"RepoDigests":["127.0.0.1:5600/library/labels@%s"],"Created":1590969600,"Size":3101627}]
            """.formatted(B1C2, B1C2, D549, C660, C660);

    ImagesTest() {
        super("1.47");
    }

    private String images(String json, String... line) {
        fake.answer("GET /v1.47/images/json", json);
        assertThat(console.run(line)).isZero();
        assertThat(console.err()).isEmpty();
        return console.out().replaceAll("\\d+ (months|years) ago", "2 years ago");
    }

    @Test
    void tableHasOneLineForEachNameAndNoneForWhatHasNone() {
        assertThat(images(LIST, "images")).isEqualTo("""
                        REPOSITORY                       TAG       IMAGE ID       CREATED       SIZE
                        127.0.0.1:5600/library/busybox   1.35      b1c29bf887c2   2 years ago   3.1MB
                        busybox                          latest    b1c29bf887c2   2 years ago   3.1MB
                        my/app                           v1        b1c29bf887c2   2 years ago   3.1MB
                        <none>                           <none>    549d5c49f401   2 years ago   910B
                        127.0.0.1:5600/library/labels    <none>    660052520cde   2 years ago   3.1MB
                        """);
    }

    @Test
    void emptyListIsAHeading() {
        assertThat(images("[]", "image", "ls")).isEqualTo("REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n");
        assertThat(images("[]", "images", "-q")).isEmpty();
        assertThat(images("[]", "images", "--format", "json")).isEmpty();
    }

    @Test
    void digestsStandBesideTheirRepositoryOnly() {
        assertThat(images(LIST, "images", "--digests", "--format", "{{.Repository}} {{.Digest}}"))
                .isEqualTo("127.0.0.1:5600/library/busybox <none>\nbusybox " + B1C2
                        + "\nmy/app <none>\n<none> <none>\n127.0.0.1:5600/library/labels " + C660 + "\n");
        assertThat(images(LIST, "images", "--digests"))
                .startsWith("REPOSITORY                       TAG       DIGEST  ");
    }

    @Test
    void idsAloneShortAndLong() {
        assertThat(images(LIST, "images", "-q")).isEqualTo("b1c29bf887c2\n".repeat(3) + "549d5c49f401\n660052520cde\n");
        assertThat(images(LIST, "images", "-q", "--no-trunc"))
                .startsWith(B1C2 + "\n")
                .endsWith(C660 + "\n");
    }

    @Test
    void jsonLinesHaveEveryFieldInOrder() {
        String json = images(LIST, "images", "--format", "json");
        assertThat(json.lines().skip(3).toList())
                .containsExactly(
                        "{\"Containers\":\"2\",\"CreatedAt\":\"2020-03-01 00:00:00 +0000 UTC\",\"CreatedSince\":\"2 years"
                                + " ago\",\"Digest\":\"\\u003cnone\\u003e\",\"ID\":\"549d5c49f401\",\"Repository\":\"\\u003cnone\\u003e\","
                                + "\"SharedSize\":\"10B\",\"Size\":\"910B\",\"Tag\":\"\\u003cnone\\u003e\",\"UniqueSize\":\"900B\","
                                + "\"VirtualSize\":\"910B\"}",
                        "{\"Containers\":\"N/A\",\"CreatedAt\":\"2020-06-01 00:00:00 +0000 UTC\",\"CreatedSince\":\"2 years"
                                + " ago\",\"Digest\":\"\",\"ID\":\"660052520cde\",\"Repository\":\"127.0.0.1:5600/library/labels\","
                                + "\"SharedSize\":\"N/A\",\"Size\":\"3.1MB\",\"Tag\":\"\\u003cnone\\u003e\",\"UniqueSize\":\"N/A\","
                                + "\"VirtualSize\":\"3.102MB\"}");
        assertThat(images(LIST, "images", "--format", "{{json .}}")).isEqualTo(json);
    }

    @Test
    void tableOfATemplateHasItsOwnColumns() {
        assertThat(images(LIST, "images", "--format", "table {{.Tag}}\\t{{upper .ID}}"))
                .startsWith("TAG       IMAGE ID\n1.35      B1C29BF887C2\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{.Nope}}|:1:2: executing \"\" at <.Nope>: can't evaluate field Nope in type *formatter.imageContext",
                "{{|:1: unclosed action",
            })
    void wrongTemplatesEndWithOne(String format, String error) {
        fake.answer("GET /v1.47/images/json", LIST);
        assertThat(console.run("images", "--format", format)).isEqualTo(1);
        assertThat(console.err()).isEqualTo("template parsing error: template: " + error + "\n");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void filtersAndANameAreSentToTheEngine() {
        console.run("images", "-a", "-f", "Dangling=true", "-f", "label=a=b", "-f", "label=c", "busybox");
        assertThat(fake.lines())
                .contains(
                        "GET /v1.47/images/json?all=1&filters=%7B%22dangling%22%3A%7B%22true%22%3Atrue%7D%2C%22label%22%3A"
                                + "%7B%22a%3Db%22%3Atrue%2C%22c%22%3Atrue%7D%2C%22reference%22%3A%7B%22busybox%22%3Atrue%7D%7D");
    }

    private static final String TREE = """
            [{"Id":"%s","RepoTags":["busybox:latest","a/busybox:1"],"Created":1,"Size":3101627,"Containers":1,"Manifests":[
               {"ID":"%s","Kind":"image","Available":true,"Size":{"Content":1040000,"Total":3101627},
                "ImageData":{"Platform":{"os":"linux","architecture":"amd64"},"Containers":["x"]}}]},
             {"Id":"%s","RepoTags":["multiarch:latest"],"Created":1,"Size":3040000,"Manifests":[
               {"ID":"%s","Kind":"image","Available":false,"Size":{"Content":0,"Total":0},
                "ImageData":{"Platform":{"os":"linux","architecture":"arm64","variant":"v8"}}},
               {"ID":"%s","Kind":"attestation","Available":true,"Size":{"Content":1000,"Total":1000}},
               {"ID":"%s","Kind":"image","Available":true,"Size":{"Content":1030000,"Total":3040000},
                "ImageData":{"Platform":{"os":"linux","architecture":"amd64"}}}]},
             {"Id":"%s","RepoTags":[],"RepoDigests":[],"Created":1,"Size":5,"Manifests":[]}]
            """.formatted(B1C2, B1C2, C660, D549, D549, C660, D549);

    @Test
    void treeShowsPlatformsUnderTheLastName() {
        fake.answer("GET /v1.47/images/json?manifests=1", TREE);
        assertThat(console.run("images", "--tree")).isZero();
        assertThat(console.out()).isEqualTo("""
                        IMAGE               ID             DISK USAGE   CONTENT SIZE   EXTRA
                        a/busybox:1     \s
                        busybox:latest      b1c29bf887c2        3.1MB         1.04MB   U   \s
                        └─ linux/amd64      b1c29bf887c2        3.1MB         1.04MB   U   \s

                        multiarch:latest    660052520cde       3.04MB         1.03MB       \s
                        ├─ linux/arm64/v8   549d5c49f401           0B             0B       \s
                        └─ linux/amd64      660052520cde       3.04MB         1.03MB       \s
                        """);
    }

    @Test
    void treeHasUntaggedImagesWithAllAndLast() {
        fake.answer("GET /v1.47/images/json?all=1&manifests=1", TREE);
        console.run("images", "--tree", "-a");
        assertThat(console.out())
                .endsWith("\n\n<untagged>          549d5c49f401           5B             0B        \n");
    }

    @Test
    void treeOnATerminalHasColoursALegendAndLongNamesOnTheirOwnLine() {
        fake.answer("GET /v1.47/images/json?manifests=1", TREE);
        console.terminal(64).run("images", "--tree");
        assertThat(console.out())
                .startsWith(" ".repeat(44)
                        + "\u001b[1m\u001b[106m\u001b[30mi\u001b[0m\u001b[0m \u001b[96mInfo → \u001b[0m\u001b[0m"
                        + " \u001b[38;5;0m\u001b[48;5;14m U \u001b[0m In Use\n\u001b[39m\u001b[1mIMAGE\u001b[0m   ")
                .contains("\n\u001b[34m\u001b[1mbusybox:latest\u001b[0m\n" + " ".repeat(16)
                        + "\u001b[39mb1c29bf887c2\u001b[0m   ")
                .contains("\u001b[39m\u001b[2m0B\u001b[0m");
        console.set("NO_COLOR", "1").run("images", "--tree");
        assertThat(console.out()).startsWith(" ".repeat(44) + "i Info →   U  In Use\nIMAGE   ");
    }

    @ParameterizedTest
    @CsvSource({"-q,quiet", "--digests,digests", "--no-trunc,no-trunc", "--format=json,format"})
    void treeRefusesWhatItCannotShow(String flag, String name) {
        assertThat(console.run("images", "--tree", flag)).isEqualTo(1);
        assertThat(console.err()).isEqualTo("--" + name + " is not yet supported with --tree\n");
    }

    @Test
    void treeNeedsAnEngineThatKnowsManifests() throws IOException {
        try (FakeEngine old = FakeEngine.start("1.41")) {
            assertThat(new TestConsole(old.host()).run("images", "--tree")).isEqualTo(1);
            console = new TestConsole(old.host());
            console.run("images", "--tree");
            assertThat(console.err())
                    .isEqualTo("\"--tree\" requires API version 1.47, but the Docker daemon API version is 1.41\n");
        }
    }
}
