package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullTest extends CommandTest {
    private static final String ROWS = """
            {"status":"Pulling from library/busybox","id":"latest"}\r
            {"status":"Pulling fs layer","progressDetail":{},"id":"6853dc13968f"}\r
            {"status":"Pulling fs layer","progressDetail":{},"id":"bbbbbbbbbbbb"}\r
            {"status":"Downloading","progressDetail":{"current":500000,"total":2000000},"id":"6853dc13968f"}\r
            {"status":"Download complete","progressDetail":{"hidecounts":true},"id":"6853dc13968f"}\r
            {"status":"Pull complete","progressDetail":{"hidecounts":true},"id":"bbbbbbbbbbbb"}\r
            {"status":"Digest: sha256:b1c2"}\r
            {"status":"Status: Downloaded newer image for busybox:latest"}\r
            """;

    PullTest() {
        super("1.47");
    }

    private void answer(String query, String rows) {
        fake.raw("POST /v1.47/images/create?" + query, "HTTP/1.1 200 OK\r\n\r\n" + rows);
    }

    @Test
    void withoutATerminalEachStatusIsALine() {
        answer("fromImage=busybox&tag=latest", ROWS);
        assertThat(console.run("pull", "busybox")).isZero();
        assertThat(console.out()).isEqualTo("""
                        Using default tag: latest
                        latest: Pulling from library/busybox
                        6853dc13968f: Pulling fs layer
                        bbbbbbbbbbbb: Pulling fs layer
                        6853dc13968f: Download complete
                        bbbbbbbbbbbb: Pull complete
                        Digest: sha256:b1c2
                        Status: Downloaded newer image for busybox:latest
                        docker.io/library/busybox:latest
                        """);
    }

    @Test
    void severalPlatformsOrAllAreAskedFor() {
        answer("fromImage=busybox&platform=linux%2Farm64&platform=linux%2Fs390x&tag=latest", ROWS);
        assertThat(console.run("pull", "--platform", "linux/arm64", "--platform", "Linux/s390x", "busybox"))
                .isZero();
        answer("fromImage=busybox&all-platforms=1&tag=latest", ROWS);
        assertThat(console.run("pull", "--all-platforms", "busybox")).isZero();
    }

    @Test
    void allPlatformsAndOneContradictEachOther() {
        assertThat(console.run("pull", "--all-platforms", "--platform", "linux/arm64", "busybox"))
                .isEqualTo(1);
        assertThat(console.err()).contains("--platform can't be used with --all-platforms");
    }

    @Test
    void onATerminalEachLayerHasALineThatIsRewritten() {
        answer("fromImage=busybox&tag=latest", ROWS);
        assertThat(console.terminal(120).run("pull", "busybox")).isZero();
        assertThat(console.out().replace("\u001b", "\\e").replace("\r", "\\r")).isEqualTo("""
                        Using default tag: latest
                        latest: Pulling from library/busybox

                        \\e[1A\\e[2K\\r6853dc13968f: Pulling fs layer \\r\\e[1B
                        \\e[1A\\e[2K\\rbbbbbbbbbbbb: Pulling fs layer \\r\\e[1B\\e[2A\\e[2K\\r6853dc13968f: Downloading \
                        [============>                                      ]     500kB/2MB\\r\\e[2B\\e[2A\\e[2K\\r6853dc13968f: \
                        Download complete \\r\\e[2B\\e[1A\\e[2K\\rbbbbbbbbbbbb: Pull complete \\r\\e[1BDigest: sha256:b1c2
                        Status: Downloaded newer image for busybox:latest
                        docker.io/library/busybox:latest
                        """.replace(
                        "[============>                                      ]     500kB/2MB",
                        "[============>" + " ".repeat(38) + "]     500kB/2MB"));
    }

    @Test
    void aNarrowTerminalHasNumbersWithoutABar() {
        answer("fromImage=busybox&tag=latest", ROWS);
        console.terminal(100).run("pull", "busybox");
        assertThat(console.out()).contains("Downloading    500kB/2MB\r").doesNotContain("[==");
    }

    @Test
    void quietSaysTheNameOnly() {
        answer("fromImage=busybox&tag=latest", ROWS);
        assertThat(console.terminal(120).run("pull", "-q", "busybox")).isZero();
        assertThat(console.out()).isEqualTo("docker.io/library/busybox:latest\n");
    }

    @Test
    void anErrorInTheStreamEndsThePullWithItsText() {
        answer(
                "fromImage=127.0.0.1%3A5650%2Fa&tag=b",
                "{\"status\":\"Pulling from a\",\"id\":\"b\"}{\"errorDetail\":{\"message\":\"commit failed\"},\"error\":\"commit"
                        + " failed\"}");
        assertThat(console.run("pull", "127.0.0.1:5650/a:b")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("b: Pulling from a\n");
        assertThat(console.err()).isEqualTo("commit failed\n");
    }

    @Test
    void aRefusalComesAfterWhatWasSaidAlready() {
        fake.answer(
                "POST /v1.47/images/create?fromImage=nosuch&tag=latest",
                "404 Not Found",
                "{\"message\":\"not found\"}");
        assertThat(console.run("pull", "nosuch")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("Using default tag: latest\n");
        assertThat(console.err()).isEqualTo("Error response from daemon: not found\n");
    }

    @Test
    void aStreamThatIsCutIsAnError() {
        fake.raw(
                "POST /v1.47/images/create?fromImage=a&tag=b",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"status\":\"x\"}\r\n\r\n");
        fake.raw("POST /v1.47/images/create?fromImage=a&tag=c", "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"x\"}{\"sta");
        assertThat(console.run("pull", "a:c")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("error during connect: unexpected end of JSON input\n");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b:c,fromImage=a%2Fb&tag=c,docker.io/a/b:c",
        "h:1/a,fromImage=h%3A1%2Fa&tag=latest,h:1/a:latest",
        "a@sha256:660052520cde6cdb14429727432961b1ddab0c00416a49e734d132f31881eb2d,"
                + "fromImage=a&tag=sha256%3A660052520cde6cdb14429727432961b1ddab0c00416a49e734d132f31881eb2d,"
                + "docker.io/library/a@sha256:660052520cde6cdb14429727432961b1ddab0c00416a49e734d132f31881eb2d",
    })
    void tagsAndDigestsAreSentAsTheTag(String name, String query, String full) {
        answer(query, "");
        assertThat(console.run("image", "pull", "-q", name)).isZero();
        assertThat(console.out()).isEqualTo(full + "\n");
    }

    @Test
    void allTagsAreAskedForWithoutATag() {
        answer("fromImage=labels", "");
        assertThat(console.run("pull", "-a", "labels")).isZero();
        assertThat(console.out()).isEqualTo("docker.io/library/labels\n");
        assertThat(console.run("pull", "-a", "labels:1")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("tag can't be used with --all-tags/-a\n");
    }

    @Test
    void platformComesFromTheFlagOrTheEnvironment() {
        console.set("DOCKER_DEFAULT_PLATFORM", "linux/ARM64");
        console.run("pull", "a:b");
        console.run("pull", "--platform", "linux/s390x", "a:b");
        assertThat(fake.lines())
                .contains(
                        "POST /v1.47/images/create?fromImage=a&platform=linux%2Farm64&tag=b",
                        "POST /v1.47/images/create?fromImage=a&platform=linux%2Fs390x&tag=b");
    }

    @Test
    void whatLoginLeftIsSentWithTheRequest(@TempDir Path home) throws IOException {
        Files.writeString(home.resolve("config.json"), "{\"auths\":{\"h:1\":{\"auth\":\"dTpw\"}}}");
        console.set("DOCKER_CONFIG", home.toString()).run("pull", "h:1/a:b");
        assertThat(fake.requests().getLast())
                .contains(
                        "\r\nX-Registry-Auth: eyJ1c2VybmFtZSI6InUiLCJwYXNzd29yZCI6InAiLCJzZXJ2ZXJhZGRyZXNzIjoiaDoxIn0=\r\n");
        console.run("pull", "other:1/a:b");
        assertThat(fake.requests().getLast()).doesNotContain("X-Registry-Auth");
    }
}
