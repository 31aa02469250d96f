package io.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cli.http.FakeEngine;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that show one thing: inspect, history, info, version, events, df. */
class ShowTest extends CommandTest {
    ShowTest() {
        super("1.50");
    }

    @BeforeEach
    void have() {
        fake.answer(
                "GET /v1.50/images/a/json",
                "{\"Id\":\"sha256:1\",\"Size\":1.50,\"Html\":\"\\u003c\",\"Config\":{\"Labels\":null,\"Cmd\":[\"sh\"],\"Env\":[],"
                        + "\"ExposedPorts\":{\"1/tcp\":{}}},\"Descriptor\":{\"digest\":\"sha256:2\"}}");
        fake.answer("GET /v1.50/images/nosuch/json", "404 Not Found", "{\"message\":\"No such image: nosuch:latest\"}");
    }

    @Test
    void inspectKeepsOrderEscapesAndDigits() {
        assertThat(console.run("image", "inspect", "a")).isZero();
        assertThat(console.out())
                .startsWith(
                        "[\n    {\n        \"Id\": \"sha256:1\",\n        \"Size\": 1.50,\n        \"Html\": \"\\u003c\",\n")
                .endsWith("    }\n]\n");
    }

    @Test
    void inspectShowsWhatIsThereAndThenWhatIsNot() {
        assertThat(console.run("image", "inspect", "-f", "{{.Id}}", "nosuch", "a"))
                .isEqualTo(1);
        assertThat(console.out()).isEqualTo("sha256:1\n");
        assertThat(console.err()).isEqualTo("Error response from daemon: No such image: nosuch:latest\n");
        assertThat(console.run("image", "inspect", "nosuch")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("[]\n");
        assertThat(console.run("image", "inspect", "-f", "{{.Id}}", "nosuch")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("\n");
    }

    /** Templates see the image as docker's struct first, and as the plain answer where that lacks a field. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{.ID}}|sha256:1",
                "{{.Descriptor.Digest}} {{.Descriptor.digest}}|template parsing error: template: :1:13: executing \"\" at"
                        + " <.Descriptor.Digest>: map has no entry for key \"Digest\"",
                "{{.Descriptor.Digest}}|sha256:2",
                "{{.Config.Labels}} {{index .Config.Labels \"x\"}}|map[] ",
                "{{.Config.ExposedPorts}}|map[1/tcp:{}]",
                "{{json .Config}}|{\"ExposedPorts\":{\"1/tcp\":{}},\"Cmd\":[\"sh\"]}",
                "{{.Nope}}|template parsing error: template: :1:2: executing \"\" at <.Nope>: map has no entry for key"
                        + " \"Nope\"",
                "json|[{\"Id\":\"sha256:1\"",
            })
    void inspectTemplates(String format, String text) {
        console.run("image", "inspect", "-f", format, "a");
        assertThat(console.out().strip() + console.err().strip()).startsWith(text.strip());
    }

    @Test
    void inspectRefusesABrokenTemplateBeforeItAsks() {
        assertThat(console.run("image", "inspect", "-f", "{{", "a")).isEqualTo(64);
        assertThat(console.err()).isEqualTo("template parsing error: template: :1: unclosed action\n");
        assertThat(fake.lines()).isEmpty();
    }

    @Test
    void inspectOfAnyTypeTriesContainersFirst() {
        fake.answer("GET /v1.50/containers/c/json", "{\"Name\":\"/c\"}");
        assertThat(console.run("inspect", "-f", "{{.Name}}", "c")).isZero();
        assertThat(console.run("inspect", "-f", "{{.Id}}", "a")).isZero();
        assertThat(console.out()).isEqualTo("sha256:1\n");
        assertThat(console.run("inspect", "nosuch")).isEqualTo(1);
        assertThat(console.out()).isEqualTo("[]\n");
        assertThat(console.err()).isEqualTo("Error: No such object: nosuch\n");
        assertThat(console.run("inspect", "--type", "image", "nosuch")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("Error response from daemon: No such image: nosuch:latest\n");
        assertThat(console.run("inspect", "--type", "nope", "a")).isEqualTo(1);
        assertThat(console.err()).startsWith("unknown type: \"nope\": must be one of \"config\", \"container\", ");
    }

    @Test
    void historyShortensItsCommands() {
        fake.answer(
                "GET /v1.50/images/a/history",
                "[{\"Id\":\"sha256:7586101f11bfd1d9\",\"Created\":1704067200,\"CreatedBy\":\"LABEL\",\"Size\":0,\"Comment\":\"\"},"
                        + "{\"Id\":\"<missing>\",\"Created\":1704067200,\"CreatedBy\":\"/bin/sh -c\\t#(nop) ADD file:busybox.tar.xz"
                        + " in /  \",\"Size\":2064384,\"Comment\":\"\"}]");
        assertThat(console.run("history", "a")).isZero();
        assertThat(console.out().replaceAll("\\d+ years", "2 years")).isEqualTo("""
                        IMAGE          CREATED       CREATED BY                                      SIZE      COMMENT
                        7586101f11bf   2 years ago   LABEL                                           0B       \s
                        <missing>      2 years ago   /bin/sh -c #(nop) ADD file:busybox.tar.xz in…   2.06MB   \s
                        """);
        console.run("history", "-q", "--no-trunc", "a");
        assertThat(console.out()).isEqualTo("sha256:7586101f11bfd1d9\n<missing>\n");
        console.run("history", "-H=false", "--format", "{{.Size}} {{.CreatedSince}}", "a");
        assertThat(console.out()).isEqualTo("0 2024-01-01T00:00:00Z\n2064384 2024-01-01T00:00:00Z\n");
    }

    @Test
    void usageIsSummedForOldEnginesAndTakenFromNewOnes() throws IOException {
        fake.answer(
                "GET /v1.50/system/df",
                "{\"LayersSize\":6123000,\"Images\":[{\"Containers\":1,\"Size\":3101000,\"SharedSize\":3100000},{\"Containers\":0}],"
                        + "\"Containers\":[{\"State\":\"exited\",\"SizeRw\":4096}],\"Volumes\":null,\"BuildCache\":[]}");
        assertThat(console.run("system", "df")).isZero();
        assertThat(console.out()).isEqualTo("""
                        TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
                        Images          2         1         6.123MB   6.122MB (99%)
                        Containers      1         0         4.096kB   4.096kB (100%)
                        Local Volumes   0         0         0B        0B
                        Build Cache     0         0         0B        0B
                        """);
        try (FakeEngine newer = FakeEngine.start("1.52")) {
            newer.answer(
                    "GET /v1.52/system/df",
                    "{\"ImageUsage\":{\"TotalCount\":11,\"TotalSize\":6149000,\"Reclaimable\":3046000}}");
            TestConsole other = new TestConsole(newer.host());
            other.run("system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}}");
            assertThat(other.out()).startsWith("Images 11 0 6.149MB 3.046MB (49%)\nContainers 0 0 0B 0B\n");
        }
    }

    @Test
    void usageInDetailHasFourLists() throws IOException {
        try (FakeEngine newer = FakeEngine.start("1.52")) {
            newer.answer(
                    "GET /v1.52/system/df?verbose=1",
                    "{\"ImageUsage\":{\"Items\":[{\"Id\":\"sha256:feb21d506c32aa\",\"RepoTags\":[\"twin:a\"],\"Created\":1,"
                            + "\"Size\":3101951,\"SharedSize\":3101000,\"Containers\":0}]}}");
            TestConsole other = new TestConsole(newer.host());
            assertThat(other.run("system", "df", "-v")).isZero();
            assertThat(other.out().replaceAll("\\d+ years ago", "56 years ago")).isEqualTo("""
                            Images space usage:

                            REPOSITORY   TAG       IMAGE ID       CREATED        SIZE      SHARED SIZE   UNIQUE SIZE   CONTAINERS
                            twin         a         feb21d506c32   56 years ago   3.1MB     3.101MB       951B          0

                            Containers space usage:

                            CONTAINER ID   IMAGE     COMMAND   LOCAL VOLUMES   SIZE      CREATED   STATUS    NAMES

                            Local Volumes space usage:

                            VOLUME NAME   LINKS     SIZE

                            Build cache usage: 0B

                            CACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED
                            """);
        }
    }

    @Test
    void eventsAreLinesWithSortedAttributes() {
        fake.raw(
                "GET /v1.50/events?since=1.000000000&until=2.000000000",
                "HTTP/1.1 200 OK\r\n\r\n{\"Type\":\"image\",\"Action\":\"tag\",\"Actor\":{\"ID\":\"sha256:1\",\"Attributes\":"
                        + "{\"name\":\"a:1\",\"b\":\"2\"}},\"scope\":\"local\",\"time\":1,\"timeNano\":1000000002}\n"
                        + "{\"Type\":\"image\",\"Action\":\"delete\",\"Actor\":{\"ID\":\"x\",\"Attributes\":{}},\"time\":1}");
        String[] times = {"--since", "1970-01-01T00:00:01Z", "--until", "1970-01-01T00:00:02Z"};
        assertThat(console.run("events", times[0], times[1], times[2], times[3]))
                .isZero();
        assertThat(console.out()).isEqualTo("""
                        1970-01-01T00:00:01.000000002Z image tag sha256:1 (b=2, name=a:1)
                        1970-01-01T00:00:01.000000000Z image delete x
                        """);
        console.run(
                "system", "events", times[0], times[1], times[2], times[3], "--format", "{{.Action}} {{.Actor.ID}}");
        assertThat(console.out()).isEqualTo("tag sha256:1\ndelete x\n");
        console.run("events", times[0], times[1], times[2], times[3], "--format", "json");
        assertThat(console.out())
                .startsWith(
                        "{\"Type\":\"image\",\"Action\":\"tag\",\"Actor\":{\"ID\":\"sha256:1\",\"Attributes\":{\"name\":\"a:1\","
                                + "\"b\":\"2\"}},\"scope\":\"local\",\"time\":1,\"timeNano\":1000000002}\n");
    }

    @Test
    void eventsRefuseWhatIsNoTime() {
        assertThat(console.run("events", "--since", "x")).isEqualTo(1);
        assertThat(console.err()).isEqualTo("failed to parse value as time or duration: \"x\"\n");
        assertThat(console.run("events", "--format", "{{")).isEqualTo(64);
    }

    @Test
    void infoHasItsLinesInOrderAndWarningsOnStderr() {
        fake.answer(
                "GET /v1.50/info",
                "{\"Containers\":1,\"Images\":2,\"ServerVersion\":\"x\",\"Driver\":\"overlayfs\",\"DriverStatus\":[[\"a\",\"b\"]],"
                        + "\"Plugins\":{\"Volume\":[\"local\"],\"Network\":[\"bridge\",\"host\"],\"Log\":null},\"Swarm\":{\"LocalNodeState\":"
                        + "\"inactive\"},\"OSType\":\"linux\",\"SecurityOptions\":[\"name=seccomp,profile=builtin\"],\"NCPU\":2,"
                        + "\"MemTotal\":25275760640,\"Labels\":[\"l=1\"],\"RegistryConfig\":{\"InsecureRegistryCIDRs\":[\"127.0.0.0/8\"],"
                        + "\"Mirrors\":[\"http://m/\"],\"IndexConfigs\":{\"h:1\":{\"Name\":\"h:1\",\"Secure\":false},\"docker.io\":"
                        + "{\"Name\":\"docker.io\",\"Secure\":true}}},\"Warnings\":[\"WARNING: w\"]}");
        assertThat(console.run("info")).isZero();
        assertThat(console.out())
                .contains(
                        "Client:\n Version:    0.1.0\n Context:    default\n Debug Mode: false\n\nServer:\n Containers: 1\n")
                .contains(" Storage Driver: overlayfs\n  a: b\n")
                .contains("  Network: bridge host\n  Log: \n Swarm: inactive\n")
                .contains(" Security Options:\n  seccomp\n   Profile: builtin\n")
                .contains(" CPUs: 2\n Total Memory: 23.54GiB\n")
                .contains(" Labels:\n  l=1\n")
                .endsWith("""
                         Insecure Registries:
                          h:1
                          127.0.0.0/8
                         Registry Mirrors:
                          http://m/
                         Live Restore Enabled: false

                        """);
        assertThat(console.err()).isEqualTo("WARNING: w\n");
        console.run("info", "-f", "{{.Driver}} {{json .DriverStatus}}");
        assertThat(console.out()).isEqualTo("overlayfs [[\"a\",\"b\"]]\n");
        assertThat(console.run("info", "-f", "{{.Nope}}")).isEqualTo(1);
        assertThat(console.err())
                .isEqualTo(
                        "template: :1:2: executing \"\" at <.Nope>: can't evaluate field Nope in type system.dockerInfo\n");
    }

    @Test
    void versionSaysTheClientsEvenWithoutAnEngine() {
        TestConsole alone = new TestConsole("unix:///nonexistent.sock");
        assertThat(alone.run("version")).isEqualTo(1);
        assertThat(alone.out())
                .startsWith("Client:\n Version:           0.1.0\n API version:       1.55\n Java version:      ")
                .doesNotContain("Server");
        assertThat(alone.err()).startsWith("failed to connect to the docker API at unix:///nonexistent.sock; ");
    }

    @Test
    void versionOfTheEngineAndItsParts() {
        fake.answer(
                "GET /v1.50/version",
                "{\"Version\":\"x\",\"ApiVersion\":\"1.55\",\"MinAPIVersion\":\"1.24\",\"Components\":[{\"Name\":\"Engine\",\"Version\":"
                        + "\"x\",\"Details\":{\"ApiVersion\":\"1.55\",\"MinAPIVersion\":\"1.24\",\"Os\":\"linux\",\"Arch\":\"amd64\","
                        + "\"BuildTime\":\"2025-05-05T12:07:14.000000000+00:00\",\"Experimental\":\"false\"}},"
                        + "{\"Name\":\"runc\",\"Version\":\"1.4.3\",\"Details\":{\"GitCommit\":\"\"}}]}");
        assertThat(console.run("version")).isZero();
        assertThat(console.out())
                .contains(" API version:       1.50 (downgraded from 1.55)\n")
                .endsWith("""

                        Server:
                         Engine:
                          Version:          x
                          API version:      1.55 (minimum version 1.24)
                          Built:            Mon May  5 12:07:14 2025
                          OS/Arch:          linux/amd64
                          Experimental:     false
                         runc:
                          Version:          1.4.3
                          GitCommit:       \s
                        """);
        console.run("version", "-f", "{{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Client.APIVersion}}");
        assertThat(console.out()).isEqualTo("1.55 1.24 1.50\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "image nosuch", "system nosuch"})
    void unknownCommandsEndWithOne(String line) {
        assertThat(console.run(line.split(" ", -1))).isEqualTo(1);
        assertThat(console.err())
                .startsWith("berth: unknown command: berth " + line + "\n\n")
                .contains("--help' for more");
    }

    @Test
    void hostComesFromTheFlagThenBerthThenDocker() {
        fake.answer("GET /v1.50/images/json", "[]");
        TestConsole other = new TestConsole("");
        assertThat(other.set("DOCKER_HOST", fake.host()).run("images")).isZero();
        assertThat(other.set("BERTH_HOST", "unix:///nonexistent.sock").run("images"))
                .isEqualTo(1);
        assertThat(other.run("-H", fake.host(), "images")).isZero();
        assertThat(other.run("-H", "nope://x", "images")).isEqualTo(1);
        assertThat(other.err())
                .isEqualTo(
                        "Failed to initialize: unable to resolve docker endpoint: invalid bind address format: nope://x\n");
        assertThat(other.run("-H", "a", "-H", "b", "images")).isEqualTo(1);
        assertThat(other.set("DOCKER_TLS_VERIFY", "1").run("-H", fake.host(), "images"))
                .as("TLS is for TCP")
                .isZero();
        assertThat(other.set("DOCKER_CERT_PATH", "/nonexistent").run("-H", "tcp://127.0.0.1:1", "images"))
                .isEqualTo(1);
        assertThat(other.err()).contains("open /nonexistent/ca.pem: no such file or directory");
    }

    @Test
    void helpListsCommandsAndFlags() {
        assertThat(console.run()).isZero();
        assertThat(console.out())
                .startsWith("Usage:  berth [OPTIONS] COMMAND\n")
                .contains("  -H, --host list");
        assertThat(console.run("image", "--help")).isZero();
        assertThat(console.out()).startsWith("Usage:  berth image COMMAND\n").contains("  undo ");
        assertThat(console.run("image", "prune", "--help")).isZero();
        assertThat(console.out()).contains("      --dry-run         Only show what would be removed\n");
        assertThat(console.run("--version")).isZero();
        assertThat(console.out()).isEqualTo("Berth version 0.1.0\n");
    }
}
