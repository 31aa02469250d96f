package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.image.ImageInspector;
import io.berth.image.ImagePruner;
import io.berth.image.ImageRemover;
import io.berth.image.ImageTagger;
import io.berth.image.ImageUsers;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.testing.FakeContent;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The members of list and inspect, in their order, at each version where they change. */
class ImageShapesTest {
    private static final String LIST = "GET /images/json";
    private static final String INSPECT = "GET /images/{name}/json";

    private final RandomImages random = new RandomImages(8);
    private final RandomImage single =
            random.image(RandomImages.wish().labels(Map.of("b", "2", "a", "1")).runtime("""
                    {"Env":["A=b"],"Cmd":["mongod"],"ExposedPorts":{"2/tcp":{},"1/tcp":{}},"Nonsense":1}"""));
    private final RandomImage multi = random.index(
            1,
            RandomImages.wish().created("2024-01-01T00:00:00Z"),
            RandomImages.wish().platform("linux", "arm64", "v8").created("2024-01-01T00:00:00Z"));
    private final FakeIndex index = new FakeIndex();
    private final List<ImageUsers.User> users = new ArrayList<>();
    private RouteTable routes;

    @BeforeEach
    void setUp() {
        show(single.named("127.0.0.1:5600/x/single:1", "single", "my/app:v1"), multi.named("multi"));
        FakeContent content = new FakeContent().with(single).with(multi);
        ImageUsers using = id -> id.equals(single.id()) ? users : List.of();
        routes = RouteTable.of(new ImageEndpoints(
                index,
                new ImageInspector(index, content),
                new ImageTagger(index),
                new ImageRemover(index, content, using, Duration.ZERO),
                new ImagePruner(index, content, using, Duration.ZERO),
                using,
                Clock.systemUTC()));
    }

    private void show(Image... images) {
        index.table = new FakeIndex.Table(1, List.of(images), new ImageTable.Totals(0, 0, 0, 0));
    }

    private JsonNode list(FakeRequest request) throws IOException {
        return Json.MAPPER.readTree(RouteTable.body(routes.call(LIST, request)));
    }

    private JsonNode inspect(String name, FakeRequest request) throws IOException {
        return Json.MAPPER.readTree(RouteTable.body(routes.call(INSPECT, request.variable("name", name))));
    }

    private static FakeRequest at(int minor) {
        return FakeRequest.get("/").at(minor);
    }

    private static String members(JsonNode object) {
        return String.join(" ", object.propertyNames());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    24 | Containers Created Id Labels ParentId RepoDigests RepoTags SharedSize Size VirtualSize
                    43 | Containers Created Id Labels ParentId RepoDigests RepoTags SharedSize Size VirtualSize
                    44 | Containers Created Id Labels ParentId RepoDigests RepoTags SharedSize Size
                    47 | Containers Created Id Labels ParentId RepoDigests RepoTags SharedSize Size
                    48 | Containers Created Id Labels ParentId Descriptor RepoDigests RepoTags SharedSize Size
                    55 | Containers Created Id Labels ParentId Descriptor RepoDigests RepoTags SharedSize Size
                    """)
    void listRows(int minor, String expected) throws IOException {
        for (JsonNode row : list(at(minor))) {
            assertThat(members(row)).isEqualTo(expected);
        }
    }

    @Test
    void listHasOneDigestAndEveryName() throws IOException {
        JsonNode row = list(at(55)).get(0);
        assertThat(row.path("RepoTags").toString())
                .isEqualTo("[\"127.0.0.1:5600/x/single:1\",\"single:latest\",\"my/app:v1\"]");
        assertThat(row.path("RepoDigests").toString()).isEqualTo("[\"my/app@" + single.id() + "\"]");
        assertThat(row.path("Labels").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(row.path("Created").longValue()).isEqualTo(1735689600);
    }

    @Test
    void containersAreCountedFrom51On() throws IOException {
        users.add(new ImageUsers.User("c1", true));
        users.add(new ImageUsers.User("c2", false));
        assertThat(list(at(50)).get(0).path("Containers").intValue()).isEqualTo(-1);
        assertThat(list(at(51)).get(0).path("Containers").intValue()).isEqualTo(2);
        assertThat(list(at(51)).get(1).path("Containers").intValue()).isEqualTo(0);
        assertThat(members(list(at(51)).get(0))).isEqualTo(members(list(at(51)).get(1)));
    }

    @Test
    void namelessImagesHaveNoneNamesBefore43() throws IOException {
        show(single.named());
        assertThat(list(at(42)).get(0).path("RepoTags").toString()).isEqualTo("[\"<none>:<none>\"]");
        assertThat(list(at(42)).get(0).path("RepoDigests").toString()).isEqualTo("[\"<none>@<none>\"]");
        assertThat(list(at(43)).get(0).path("RepoTags").toString()).isEqualTo("[]");
    }

    @Test
    void keptRowsFollowTheVersionAskedFor() throws IOException {
        for (int minor : new int[] {55, 24, 44, 55, 43, 24, 48}) {
            String body = RouteTable.body(routes.call(LIST, at(minor)));
            assertThat(RouteTable.body(routes.call(LIST, at(minor))))
                    .isEqualTo(body)
                    .endsWith("]\n");
            assertThat(body.contains("VirtualSize")).isEqualTo(minor < 44);
            assertThat(body.contains("Descriptor")).isEqualTo(minor >= 48);
        }
    }

    @Test
    void manifestsAreListedFrom47On() throws IOException {
        assertThat(list(at(46).with("manifests", "1")).get(0).has("Manifests")).isFalse();
        JsonNode row = list(at(47).with("manifests", "1")).get(1);
        assertThat(members(row))
                .isEqualTo("Containers Created Id Labels ParentId Manifests RepoDigests RepoTags SharedSize Size");
        JsonNode here = row.path("Manifests").get(0);
        assertThat(members(here)).isEqualTo("ID Descriptor Available Size Kind ImageData");
        assertThat(members(here.path("ImageData"))).isEqualTo("Platform Size Containers");
        assertThat(here.path("Available").booleanValue()).isTrue();
        JsonNode absent = row.path("Manifests").get(1);
        assertThat(absent.path("Available").booleanValue()).isFalse();
        assertThat(absent.path("Size").toString()).isEqualTo("{\"Content\":0,\"Total\":0}");
        JsonNode attestation = row.path("Manifests").get(2);
        assertThat(members(attestation)).isEqualTo("ID Descriptor Available Size Kind AttestationData");
        assertThat(attestation.path("AttestationData").path("For").stringValue())
                .isEqualTo(here.path("ID").stringValue());
    }

    @Test
    void identityNeedsManifestsFrom54On() throws IOException {
        assertThat(list(at(53).with("identity", "1"))).hasSize(2);
        JsonNode row = list(at(54).with("identity", "1").with("manifests", "1")).get(0);
        assertThat(row.path("Manifests")
                        .get(0)
                        .path("ImageData")
                        .path("Identity")
                        .toString())
                .isEqualTo("{\"Pull\":[{\"Repository\":\"registry.test/library/random\"}]}");
    }

    @Test
    void sharedSizeIsToldFrom42On() throws IOException {
        assertThat(list(at(41).with("shared-size", "1"))
                        .get(0)
                        .path("SharedSize")
                        .longValue())
                .isEqualTo(-1);
        assertThat(list(at(42).with("shared-size", "1"))
                        .get(0)
                        .path("SharedSize")
                        .longValue())
                .isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    24 | Id RepoTags RepoDigests Parent Comment Created Container ContainerConfig DockerVersion Author Config Architecture Os Size VirtualSize GraphDriver RootFS Metadata
                    40 | Architecture Author Comment Config Container ContainerConfig Created DockerVersion GraphDriver Id Metadata Os Parent RepoDigests RepoTags RootFS Size VirtualSize
                    44 | Architecture Author Comment Config Container ContainerConfig Created DockerVersion GraphDriver Id Metadata Os Parent RepoDigests RepoTags RootFS Size
                    45 | Architecture Author Comment Config Created DockerVersion GraphDriver Id Metadata Os Parent RepoDigests RepoTags RootFS Size
                    48 | Architecture Author Comment Config Created Descriptor DockerVersion GraphDriver Id Metadata Os Parent RepoDigests RepoTags RootFS Size
                    51 | Architecture Author Comment Config Created Descriptor DockerVersion GraphDriver Id Metadata Os Parent RepoDigests RepoTags RootFS Size
                    52 | Id RepoTags RepoDigests Created Config Architecture Os Size RootFS Metadata Descriptor
                    53 | Id RepoTags RepoDigests Created Config Architecture Os Size RootFS Metadata Descriptor Identity
                    55 | Id RepoTags RepoDigests Created Config Architecture Os Size RootFS Metadata Descriptor Identity
                    """)
    void inspectMembers(int minor, String expected) throws IOException {
        assertThat(members(inspect("single", at(minor)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    24 | Hostname Domainname User AttachStdin AttachStdout AttachStderr ExposedPorts Tty OpenStdin StdinOnce Env Cmd Image Volumes WorkingDir Entrypoint OnBuild Labels
                    40 | AttachStderr AttachStdin AttachStdout Cmd Domainname Entrypoint Env ExposedPorts Hostname Image Labels OnBuild OpenStdin StdinOnce Tty User Volumes WorkingDir
                    49 | AttachStderr AttachStdin AttachStdout Cmd Domainname Entrypoint Env ExposedPorts Hostname Image Labels OnBuild OpenStdin StdinOnce Tty User Volumes WorkingDir
                    50 | Cmd Entrypoint Env ExposedPorts Labels OnBuild User Volumes WorkingDir
                    52 | ExposedPorts Env Cmd Labels
                    55 | ExposedPorts Env Cmd Labels
                    """)
    void inspectConfig(int minor, String expected) throws IOException {
        JsonNode config = inspect("single", at(minor)).path("Config");
        assertThat(members(config)).isEqualTo(expected);
        assertThat(members(config.path("ExposedPorts"))).isEqualTo("1/tcp 2/tcp");
    }

    @Test
    void inspectHasOneDigestForEachRepository() throws IOException {
        show(single.named("a:1", "a:2", "b:1"));
        assertThat(inspect("a:1", at(55)).path("RepoDigests").toString())
                .isEqualTo("[\"a@" + single.id() + "\",\"b@" + single.id() + "\"]");
    }

    @Test
    void inspectOfAPlatformThatIsHere() throws IOException {
        JsonNode node = inspect("multi", at(49).with("platform", "{\"os\":\"linux\",\"architecture\":\"amd64\"}"));
        assertThat(node.path("Id").stringValue())
                .isEqualTo(multi.facts()
                        .manifests()
                        .getFirst()
                        .descriptor()
                        .digest()
                        .toString());
        assertThat(node.path("Architecture").stringValue()).isEqualTo("amd64");
    }

    @Test
    void inspectOfAPlatformThatWasNotPulledIsHollow() throws IOException {
        JsonNode node = inspect("multi", at(55).with("platform", "{\"os\":\"linux\",\"architecture\":\"arm64\"}"));
        assertThat(members(node))
                .isEqualTo("Id RepoTags RepoDigests Config Architecture Os Size RootFS Metadata Descriptor Identity");
        assertThat(node.path("Config").toString()).isEqualTo("{}");
        assertThat(node.path("RootFS").toString()).isEqualTo("{}");
        assertThat(node.path("Size").intValue()).isEqualTo(0);
        assertThat(members(node.path("Descriptor"))).isEqualTo("mediaType digest size platform");
    }
}
