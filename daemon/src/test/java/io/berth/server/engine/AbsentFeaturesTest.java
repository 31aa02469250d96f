package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the daemon answers where dockerd has containers, networks, volumes, builds and swarms. */
class AbsentFeaturesTest {
    private static final SystemFacts FACTS = new SystemFacts(
            new SystemFacts.Build("9.9.9", "", ""),
            "the-id",
            Path.of("/nowhere"),
            List.of(),
            false,
            new SystemFacts.Registries(List.of(), List.of(), List.of()),
            SystemFacts.Proxies.NONE,
            List.of());

    private final RouteTable routes = RouteTable.of(
            new ContainerEndpoints(new FakeIndex()),
            new NetworkEndpoints(FACTS),
            new VolumeEndpoints(),
            new BuildEndpoints(),
            new SwarmEndpoints());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET  | /containers/json  | []
                    GET  | /plugins          | []
                    GET  | /volumes          | {"Volumes":[],"Warnings":null}
                    POST | /containers/prune | {"ContainersDeleted":null,"SpaceReclaimed":0}
                    POST | /networks/prune   | {"NetworksDeleted":null}
                    POST | /volumes/prune    | {"VolumesDeleted":[],"SpaceReclaimed":0}
                    POST | /build/prune      | {"CachesDeleted":null,"SpaceReclaimed":0}
                    """)
    void nothingIsThere(String method, String path, String answer) throws IOException {
        assertThat(RouteTable.body(routes.call(new FakeRequest(method, path)))).isEqualTo(answer + '\n');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET    | /containers/{id}/{action}    | NotFound    | No such container: x
                    DELETE | /containers/{id}             | NotFound    | No such container: x
                    GET    | /containers/{id}/checkpoints | Unsupported | This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.
                    POST   | /exec/{id}/{action}          | NotFound    | No such exec instance: x
                    GET    | /networks/{id}               | NotFound    | network x not found
                    DELETE | /networks/{id}               | NotFound    | network x not found
                    POST   | /networks/{id}/{action}      | NotFound    | network x not found
                    GET    | /volumes/{id}                | NotFound    | get x: no such volume
                    DELETE | /volumes/{id}                | NotFound    | get x: no such volume
                    GET    | /plugins/{name}/json         | NotFound    | plugin "x" not found
                    POST   | /volumes/create              | Unsupported | volumes cannot be made: there are no containers yet
                    POST   | /networks/create             | Unsupported | networks cannot be made: there are no containers yet
                    POST   | /build                       | Unsupported | this daemon does not build images
                    POST   | /build/cancel                | InvalidParameter | build ID not provided
                    GET    | /swarm                       | Unavailable | This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
                    GET    | /services/{id}               | Unavailable | This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
                    DELETE | /nodes/{id}                  | Unavailable | This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.
                    POST   | /swarm/leave                 | Unavailable | This node is not part of a swarm
                    POST   | /swarm/init                  | Unsupported | this daemon does not take part in a swarm
                    """)
    void refuses(String method, String pattern, String kind, String message) {
        FakeRequest request =
                new FakeRequest(method, pattern).variable("id", "x").variable("name", "x");
        assertThatThrownBy(() -> routes.call(request))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.getClass().getSimpleName()).isEqualTo(kind))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET  | /containers/json  | {"nope":["1"]}   | invalid filter 'nope'
                    GET  | /containers/json  | {"since":["c"]}  | No such container: c
                    POST | /containers/prune | {"name":["1"]}   | invalid filter 'name'
                    GET  | /networks         | {"nope":["1"]}   | invalid filter 'nope'
                    GET  | /networks         | {"type":["x"]}   | invalid filter: 'type'='x'
                    POST | /networks/prune   | {"until":["x"]}  | invalid value for 'until' filter: failed to parse value as time or duration: invalid seconds "x": invalid syntax
                    GET  | /volumes          | {"nope":["1"]}   | invalid filter 'nope'
                    GET  | /plugins          | {"nope":["1"]}   | invalid filter 'nope'
                    POST | /build/prune      | {"nope":["1"]}   | failed to prune build cache: invalid filter 'nope'
                    POST | /volumes/prune    | x                | invalid filter
                    """)
    void badFiltersAreRefused(String method, String path, String filters, String message) {
        assertThatThrownBy(() -> routes.call(new FakeRequest(method, path).with("filters", filters)))
                .isInstanceOf(Problem.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    application/json                | {"Image":"nosuch"}         | No such image: nosuch:latest
                    application/json; charset=utf-8 | {"Image":"nosuch"}         | No such image: nosuch:latest
                    application/json                | {"Image":"a.b/c:x","Y":1}  | No such image: a.b/c:x
                    application/json                | {"Image":"sha256:0000000000000000000000000000000000000000000000000000000000000000"} | No such image: sha256:0000000000000000000000000000000000000000000000000000000000000000
                    application/json                | {"Image":"UPPER"}          | invalid reference format: repository name (library/UPPER) must be lowercase
                    application/json                | {"Cmd":["x"]}              | this daemon keeps images and does not run containers yet
                    application/json                | {}                         | config cannot be empty in order to create a container
                    application/json                | null                       | config cannot be empty in order to create a container
                    application/json                | -                          | invalid JSON: EOF
                    -                               | -                          | invalid JSON: EOF
                    -                               | {"Image":"nosuch"}         | malformed Content-Type header (): mime: no media type
                    application/json; =             | {"Image":"nosuch"}         | malformed Content-Type header (application/json; =): mime: invalid media parameter
                    text/plain                      | {"Image":"nosuch"}         | unsupported Content-Type header (text/plain): must be 'application/json'
                    application/json                | {"Image":"nosuch"} x       | unexpected content after JSON
                    application/json                | {"Image":"nosuch"}{"a":1}  | unexpected content after JSON
                    application/json                | {"Image":"busybox"         | invalid JSON: unexpected EOF
                    application/json                | hello                      | invalid JSON: invalid character 'h' looking for beginning of value
                    application/json                | []                         | invalid JSON: an object is wanted, not array
                    application/json                | {"Image":7}                | invalid JSON: Image must be a string
                    """)
    void createOfAContainerSaysWhatIsMissing(String type, String body, String message) {
        FakeRequest request = new FakeRequest("POST", "/containers/create");
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (body != null) {
            request.body(body);
        }
        assertThatThrownBy(() -> routes.call(request))
                .isInstanceOf(Problem.class)
                .hasMessage(message);
    }

    @Test
    void predefinedNetworksAppear() throws IOException {
        JsonNode networks = routes.json(FakeRequest.get("/networks"));
        assertThat(networks.valueStream().map(network -> network.get("Name").stringValue()))
                .containsExactly("none", "host", "bridge");
        assertThat(networks.get(0).has("Containers")).isFalse();
    }

    @Test
    void networksAreFoundByNameAndByTheBeginningOfTheirId() throws IOException {
        JsonNode bridge = inspect("bridge", 55);
        assertThat(inspect(bridge.get("Id").stringValue().substring(0, 12), 55)).isEqualTo(bridge);
        assertThat(bridge.get("Status").has("IPAM")).isTrue();
        assertThat(inspect("bridge", 51).has("Status")).isFalse();
        assertThat(inspect("bridge", 39).has("EnableIPv4")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"name":["b"]}                     | 1
                    {"driver":["host","null"]}         | 2
                    {"scope":["swarm"]}                | 0
                    {"type":["builtin"]}               | 3
                    {"type":["custom"]}                | 0
                    {"label":["x"]}                    | 0
                    {"dangling":["true"]}              | 0
                    {"name":["b"],"driver":["host"]}   | 0
                    """)
    void networksAreFiltered(String filters, int count) throws IOException {
        assertThat(routes.json(FakeRequest.get("/networks").with("filters", filters))
                        .size())
                .isEqualTo(count);
    }

    @Test
    void predefinedNetworkCannotBeRemoved() {
        assertThatThrownBy(() -> routes.call(new FakeRequest("DELETE", "/networks/{id}").variable("id", "bridge")))
                .isInstanceOf(Problem.Forbidden.class)
                .hasMessage("bridge is a pre-defined network and cannot be removed");
    }

    @Test
    void missingVolumeIsRemovedByForce() throws IOException {
        FakeRequest request =
                new FakeRequest("DELETE", "/volumes/{id}").variable("id", "x").with("force", "1");
        assertThat(routes.call(request).status()).isEqualTo(204);
    }

    @Test
    void buildPruneChecksSizesFromTheirVersionOn() throws IOException {
        FakeRequest old = new FakeRequest("POST", "/build/prune").at(47).with("reserved-space", "x");
        assertThat(routes.call(old).status()).isEqualTo(200);
        assertThatThrownBy(() -> routes.call(new FakeRequest("POST", "/build/prune").with("reserved-space", "x")))
                .hasMessage(
                        "reserved-space is in bytes and expects an integer, got x: strconv.Atoi: parsing \"x\": invalid syntax");
    }

    private JsonNode inspect(String id, int minor) throws IOException {
        return routes.json(FakeRequest.get("/networks/{id}").at(minor).variable("id", id));
    }
}
