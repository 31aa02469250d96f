package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, methods and versions, with the answers of real engines (testing/golden, system). */
class RoutingTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
        server.routes
                .add("GET", "/info", request -> TestServer.text("info " + request.version()))
                .get("/images/json", _ -> TestServer.text("list"))
                .get("/images/{name}/json", request -> TestServer.text("inspect " + request.variable("name")))
                .get("/images/{name}/history", request -> TestServer.text("history " + request.variable("name")))
                .get("/berth/jobs/{id}", request -> TestServer.text("job " + request.variable("id")))
                .get(
                        "/query",
                        request -> TestServer.text(
                                request.queries("a") + " " + request.query("b").orElse("-")))
                .get("/hand", new AtHand())
                .post("/images/create", _ -> TestServer.text("create"))
                .delete("/images/{name}", request -> TestServer.text("delete " + request.variable("name")));
        server.serve();
    }

    /** Says which thread it was asked on, by its name without number. */
    private static final class AtHand implements Handler {
        @Override
        public Optional<Reply> answerAtOnce(Request request) {
            return switch (request.query("wanted").orElse("")) {
                case "now" -> Optional.of(TestServer.text("at once, " + thread()));
                case "failure" -> throw new NotFound(Subject.IMAGE, "not at hand");
                default -> Optional.empty();
            };
        }

        @Override
        public Reply handle(Request request) {
            return TestServer.text("later, " + thread());
        }

        private static String thread() {
            return Thread.currentThread().getName().replaceAll("[-0-9]+", "");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/info, info 1.55",
        "/v1.24/info, info 1.24",
        "/v1.55/info, info 1.55",
        "/v1.044/info, info 1.44",
        "/v1.44.1/info, info 1.44",
        "/v1.44/images/json, list",
        "/images/json/json, inspect json",
        "/images/a/json, inspect a",
        "/images/docker.io/library/a:1/json, inspect docker.io/library/a:1",
        "/images/library%2Fa/json, inspect library/a",
        "/images/a@sha256:00/history, history a@sha256:00",
        "/images/json/history, history json",
        "/images/a%20b/json, inspect a b",
        "/images/a+b/json, inspect a+b",
        "/images/100%/json, inspect 100%",
        "/berth/jobs/7, job 7",
        "http://docker/v1.30/info, info 1.30",
    })
    void isServed(String target, String body) throws IOException {
        assertThat(server.get(target)).satisfies(answer -> {
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.status()).isEqualTo(200);
        });
    }

    @Test
    void aDeletedNameMaySpanSlashes() throws IOException {
        assertThat(server.ask("DELETE", "/images/a/b/c:1").body()).isEqualTo("delete a/b/c:1");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nosuch",
        "GET, /",
        "GET, /v1.44/",
        "GET, /v1.99/nosuch",
        "GET, /images/json/",
        "GET, /v/info",
        "GET, /vabc/info",
        "GET, /v1.4a/info",
        "GET, /1.44/info",
        "GET, /images/create",
        "GET, /berth/jobs/7/8",
        "POST, /info",
        "POST, /nosuch",
        "DELETE, /info",
        "PUT, /info",
    })
    void isNotFoundWithoutTheEnginesHeaders(String method, String target) throws IOException {
        assertThat(server.ask(method, target, "Content-Length: 0")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"message\":\"page not found\"}\n");
            assertThat(answer.headers()).containsOnlyKeys("content-type", "date", "content-length");
        });
    }

    @Test
    void headOfAGetRouteIsNotFound() throws IOException {
        try (RawClient client = server.connect("unix").ask("HEAD", "/images/json")) {
            assertThat(client.head()).satisfies(answer -> {
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.header("content-length")).isEqualTo("29");
            });
            // Nothing of a body stands between this answer and the next.
            assertThat(client.ask("GET", "/info").answer().body()).isEqualTo("info 1.55");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/images/../info, /info",
        "/v1.44/images/../info, /v1.44/info",
        "/v1.44//images/json, /v1.44/images/json",
        "//images/json, /images/json",
        "/images//json, /images/json",
        "/images/./json?all=1, /images/json?all=1",
        "/images/a%2F..%2Fb/json, /images/b/json",
        "/../../etc/passwd, /etc/passwd",
        "/images//a%20b/json, /images/a%20b/json",
    })
    void isRedirectedToTheCleanPath(String target, String location) throws IOException {
        assertThat(server.get(target)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(301);
            assertThat(answer.header("location")).isEqualTo(location);
            assertThat(answer.headers()).containsOnlyKeys("location", "date", "content-length");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.20", "1.23", "0.1", "...", "1", "1.23.99"})
    void aVersionThatIsTooOldIsRefusedInPlainText(String version) throws IOException {
        assertThat(server.get("/v" + version + "/info")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo(
                            "client version " + version + " is too old. Minimum supported API version is 1.24, please"
                                    + " upgrade your client to a newer version\n");
            assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("api-version")).isEqualTo("1.55");
            assertThat(answer.headers()).doesNotContainKey("docker-experimental");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.56", "1.99", "2.0", "1.55.1", "2"})
    void aVersionThatIsTooNewIsRefused(String version) throws IOException {
        assertThat(server.get("/v" + version + "/info")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"message\":\"client version " + version
                            + " is too new. Maximum supported API version is 1.55\"}\n");
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.headers()).doesNotContainKey("docker-experimental");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info", "/no/such/path", "/v1.44/info"})
    void optionsOfEveryPathIsEmpty(String target) throws IOException {
        assertThat(server.ask("OPTIONS", target)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("api-version")).isEqualTo("1.55");
        });
    }

    @Test
    void everyServedAnswerHasTheEnginesHeaders() throws IOException {
        assertThat(server.get("/v1.30/info").headers())
                .containsEntry("api-version", "1.55")
                .containsEntry("ostype", "linux")
                .containsEntry("docker-experimental", "false")
                .containsEntry("server", "Berth/0.1.0 (linux)")
                .containsKey("date");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a=1&a=2&b=x+y%21; [1, 2] x y!",
                "a; [] -",
                "; [] -",
                "a={\"k\":[\"v|w\"]}&b=^; [{\"k\":[\"v|w\"]}] ^",
                "a=%7B%22k%22%7D; [{\"k\"}] -",
                "b=%C3%A9&a=é; [é] é",
                "a=%zz; [%zz] -",
                "a=50%&b=%; [50%] %",
            })
    void queriesAreDecoded(String query, String seen) throws IOException {
        assertThat(server.get("/query?" + (query == null ? "" : query)).body()).isEqualTo(seen);
    }

    @Test
    void theSameRouteTwiceIsAnError() {
        RouteTable table = new RouteTable();
        table.get("/a", _ -> Reply.empty(200)).get("/a/{name}", _ -> Reply.empty(200));
        assertThatThrownBy(() -> table.get("/a", _ -> Reply.empty(200))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.get("/a/{name}", _ -> Reply.empty(200)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneConnectionServesRequestAfterRequest() throws IOException {
        try (RawClient client = server.connect("tcp")) {
            client.ask("GET", "/info").ask("GET", "/images/json").ask("GET", "/nosuch");
            assertThat(client.answer().body()).isEqualTo("info 1.55");
            assertThat(client.answer().body()).isEqualTo("list");
            assertThat(client.answer().status()).isEqualTo(404);
        }
    }

    @Test
    void whatIsAtHandIsAnsweredOnTheEventLoopAndTheRestOnAThread() throws IOException {
        assertThat(server.get("/hand?wanted=now").body()).isEqualTo("at once, http");
        assertThat(server.get("/hand?wanted=later").body()).isEqualTo("later, request");
        assertThat(server.get("/hand?wanted=failure")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).contains("not at hand");
        });
    }

    @Test
    void theObserverIsToldOfRouteAndStatus() throws IOException, InterruptedException {
        // A server of its own: an observer may be told after the client has its answer, so after another test has
        // ended.
        try (TestServer own = new TestServer()) {
            own.routes.get("/images/{name}/json", _ -> TestServer.text("inspect"));
            own.serve();
            own.get("/v1.44/images/a/b/json");
            assertThat(own.served.take()).isEqualTo("GET /images/{name}/json 200");
            own.get("/nosuch");
            assertThat(own.served.take()).isEqualTo("GET other 404");
            for (String made : List.of("X1", "X2")) {
                own.ask(made, "/nowhere");
                assertThat(own.served.take()).isEqualTo("other other 404");
            }
        }
    }
}
