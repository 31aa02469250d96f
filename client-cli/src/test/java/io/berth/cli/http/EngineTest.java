package io.berth.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.cli.json.JsonObject;
import io.berth.cli.problem.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
    private FakeEngine fake;

    @BeforeEach
    void start() throws IOException {
        fake = FakeEngine.start("1.47");
    }

    @AfterEach
    void stop() throws IOException {
        fake.close();
    }

    @Test
    void olderOfTheTwoVersionsIsSpokenOnOneConnection() {
        fake.answer("GET /v1.47/info", "{\"ID\":\"x\"}").answer("GET /v1.47/version", "{}");
        try (Engine engine = engine("")) {
            assertThat(engine.versionUnasked()).isEqualTo(Version.API_MAX);
            assertThat(((JsonObject) engine.get(Query.of("/info"))).text("ID")).isEqualTo("x");
            engine.get(Query.of("/version"));
            assertThat(engine.version()).isEqualTo("1.47");
            assertThat(engine.isAtLeast(47)).isTrue();
            assertThat(engine.isAtLeast(48)).isFalse();
        }
        assertThat(fake.lines()).containsExactly("HEAD /_ping", "GET /v1.47/info", "GET /v1.47/version");
        assertThat(fake.connectionCount()).isEqualTo(1);
        assertThat(fake.requests().getFirst()).contains("\r\nHost: api.moby.localhost\r\nUser-Agent: berth/");
    }

    @ParameterizedTest
    @CsvSource({"1.99,1.55", "1.24,1.24", "'',1.24"})
    void versionOfTheEngineIsTakenUpToOurs(String theirs, String spoken) throws IOException {
        try (FakeEngine other = FakeEngine.start(theirs);
                Engine engine = new Engine(Endpoint.parse(other.host()), "")) {
            assertThat(engine.version()).isEqualTo(spoken);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.41", "v1.41"})
    void pinnedVersionIsNotAskedFor(String pinned) {
        fake.answer("GET /v1.41/info", "{}");
        try (Engine engine = engine(pinned)) {
            engine.get(Query.of("/info"));
        }
        assertThat(fake.lines()).containsExactly("GET /v1.41/info");
    }

    @Test
    void getPingIsTriedWhereHeadFails() {
        fake.raw("HEAD /_ping", "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
        fake.raw("GET /_ping", "HTTP/1.1 200 OK\r\napi-version: 1.30\r\nContent-Length: 2\r\n\r\nOK");
        try (Engine engine = engine("")) {
            assertThat(engine.version()).isEqualTo("1.30");
        }
        assertThat(fake.lines()).containsExactly("HEAD /_ping", "GET /_ping");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\nT: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n{\"a\":1}",
                "HTTP/1.0 200 OK\n\n{\"a\":1}",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
            })
    void bodiesOfEveryForm(String response) {
        fake.raw("GET /v1.41/x", response);
        try (Engine engine = engine("1.41")) {
            assertThat(((JsonObject) engine.get(Query.of("/x"))).number("a")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK\\r\\n\\r\\n{\"a\":|unexpected end of JSON input",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: cHunked\\r\\n\\r\\n9\\r\\n{\"a\"|unexpected EOF",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n|malformed chunked encoding",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n|malformed chunked encoding",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\n{x\\r\\n|malformed chunked encoding",
                "HTTP/1.1 200 OK\\r\\nContent-Length: x\\r\\n\\r\\n|bad Content-Length \"x\"",
                "HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n|bad Content-Length \"-1\"",
                "HTTP/1.1 OK\\r\\n\\r\\n|malformed HTTP response \"HTTP/1.1 OK\"",
                "garbage\\r\\n\\r\\n|malformed HTTP response \"garbage\"",
                "HTTP/1.1 200 OK\\r\\nno colon\\r\\n\\r\\n|malformed header line",
                "HTTP/1.1 200 OK\\r\\n|EOF",
                "|EOF",
            })
    void brokenAnswersAreToldAsErrorsOfTheConnection(String response, String reason) {
        fake.raw(
                "GET /v1.41/x",
                response == null ? "" : response.replace("\\r", "\r").replace("\\n", "\n"));
        try (Engine engine = engine("1.41")) {
            assertThatThrownBy(() -> engine.get(Query.of("/x"))).hasMessage("error during connect: " + reason);
        }
    }

    @Test
    void headOfAnAnswerIsBounded() {
        String ok = "HTTP/1.1 200 OK\r\n";
        fake.raw("GET /v1.41/fits", ok + "a: b\r\n".repeat(Response.HEADERS_MAX - 1) + "Content-Length: 2\r\n\r\n{}");
        fake.raw("GET /v1.41/many", ok + "a: b\r\n".repeat(Response.HEADERS_MAX + 1) + "\r\n");
        fake.raw("GET /v1.41/long", ok + "a: " + "b".repeat(ByteStream.LINE_MAX) + "\r\n\r\n");
        try (Engine engine = engine("1.41")) {
            assertThat(engine.get(Query.of("/fits"))).isInstanceOf(JsonObject.class);
            assertThatThrownBy(() -> engine.get(Query.of("/many"))).hasMessageContaining("too many header lines");
        }
        try (Engine engine = engine("1.41")) {
            assertThatThrownBy(() -> engine.get(Query.of("/long"))).hasMessageContaining("longer than");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 Not Found|{\"message\":\"No such image: x:latest\"}|No such image: x:latest",
                "502 Bad Gateway|<html>|<html>",
                "500 Internal Server Error|{\"message\":\"\"}|{\"message\":\"\"}",
                "503 Service Unavailable||request returned 503 Service Unavailable for API route and version /v1.41/x,"
                        + " check if the server supports the requested API version",
            })
    void refusalsCarryTheEnginesText(String status, String body, String text) {
        fake.answer("GET /v1.41/x", status, body == null ? "" : body);
        try (Engine engine = engine("1.41")) {
            assertThatThrownBy(() -> engine.get(Query.of("/x")))
                    .isInstanceOf(EngineException.class)
                    .hasMessage("Error response from daemon: " + text);
        }
    }

    @Test
    void anUnreadStreamCostsTheConnection() throws IOException {
        fake.answer("GET /v1.41/stream", "{}{}").answer("GET /v1.41/x", "{}");
        try (Engine engine = engine("1.41")) {
            assertThat(engine.open("GET", Query.of("/stream")).body().read()).isEqualTo('{');
            assertThat(engine.get(Query.of("/x"))).isInstanceOf(JsonObject.class);
        }
        assertThat(fake.connectionCount()).isEqualTo(2);
    }

    /** A connection that is taken over after an upgrade must give the bytes that came with the answer. */
    @Test
    void rawStreamBeginsWithWhatCameWithTheAnswer() throws IOException {
        fake.raw("POST /x", "HTTP/1.1 101 UPGRADED\r\nContent-Length: 0\r\n\r\nhello");
        try (Connection connection = Connection.open(Endpoint.parse(fake.host()), null)) {
            assertThat(connection.send("POST", "/x", new String[0], new byte[0]).status())
                    .isEqualTo(101);
            assertThat(connection.input().readNBytes(5)).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(connection.channel().isOpen()).isTrue();
        }
    }

    @Test
    void whoeverIsNotThereIsNamed() throws IOException {
        String missing = fake.host() + "-missing";
        assertThatThrownBy(() -> new Engine(Endpoint.parse(missing), "").version())
                .isInstanceOf(CliException.class)
                .hasMessage("failed to connect to the docker API at " + missing
                        + "; check if the path is correct and if the daemon is running: dial unix "
                        + missing.substring("unix://".length()) + ": connect: no such file or directory");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> new Engine(Endpoint.parse("tcp://127.0.0.1:" + port), "").version())
                .hasMessage("Cannot connect to the Berth daemon at tcp://127.0.0.1:" + port
                        + ". Is the berth daemon running?");
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///a/b.sock,/a/b.sock,'',0",
        "unix://,/var/run/berth.sock,'',0",
        "tcp://h:1,'',h,1",
        "tcp://h,'',h,2375",
        "tcp://:1,'',127.0.0.1,1",
        "tcp://[::1]:1,'',::1,1",
        "tcp://[::1],'',::1,2375",
        "tcp://h:1/,'',h,1",
    })
    void endpoints(String url, String path, String host, int port) {
        assertThat(Endpoint.parse(url)).isEqualTo(new Endpoint(url, path, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nope://x", "/a/b.sock", "tcp://h:0", "tcp://h:65536", "tcp://h:x", "tcp://h/p:1", "ssh://h"
            })
    void wrongEndpoints(String url) {
        assertThatThrownBy(() -> Endpoint.parse(url))
                .hasMessage(
                        "Failed to initialize: unable to resolve docker endpoint: invalid bind address format: " + url);
    }

    @Test
    void namesAndValuesAreEncoded() {
        Query query = Query.of("/images/")
                .name("a/b:c@d e?#%")
                .path("/json")
                .add("f", "{\"a\":[\"ü&=\"]}")
                .add(false, "x", "y");
        assertThat(query).hasToString("/images/a/b:c@d%20e%3F%23%25/json?f=%7B%22a%22%3A%5B%22%C3%BC%26%3D%22%5D%7D");
    }

    private Engine engine(String version) {
        return new Engine(Endpoint.parse(fake.host()), version);
    }
}
