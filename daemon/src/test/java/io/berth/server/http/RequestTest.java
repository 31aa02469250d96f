package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies, headers, bounds and half-closed connections of requests. */
@Timeout(15)
class RequestTest {
    private static final CountDownLatch STARTED = new CountDownLatch(1);
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
        server.routes
                .post("/count", request -> {
                    long count = 0;
                    byte[] buffer = new byte[4096];
                    try (InputStream body = request.body()) {
                        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                            count += read;
                        }
                    }
                    return TestServer.text(count + "");
                })
                .post("/unread", _ -> TestServer.text("unread"))
                .get(
                        "/header",
                        request -> TestServer.text(
                                request.header("X-Long").map(String::length).orElse(-1) + ""))
                .get("/conflict", _ -> {
                    throw new Conflict(Subject.IMAGE, "in use \"so\"");
                })
                .get("/fault", _ -> {
                    throw new IllegalStateException("a secret of ours");
                })
                .get("/flags", request -> TestServer.text(request.flag("f") + ""))
                .post("/wait", request -> {
                    STARTED.countDown();
                    request.body().readAllBytes();
                    return Reply.empty(204);
                });
        server.serve();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void aBodyIsReadWhole(String transport) throws IOException {
        int length = 32 << 20;
        String block = "b".repeat(1 << 20);
        try (RawClient client = server.connect(transport)) {
            client.send("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
            for (int sent = 0; sent < length; sent += block.length()) {
                client.send(block);
            }
            assertThat(client.answer().body()).isEqualTo(Integer.toString(length));
        }
    }

    @Test
    void aChunkedBodyIsReadWhole() throws IOException {
        try (RawClient client = server.connect("unix")) {
            client.send("POST /count HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("11");
        }
    }

    @Test
    void aRequestWithoutBodyHasAnEmptyOne() throws IOException {
        assertThat(server.ask("POST", "/count").body()).isEqualTo("0");
        assertThat(server.ask("POST", "/count", "Content-Length: 0").body()).isEqualTo("0");
    }

    @Test
    void aBodyThatNobodyReadsDoesNotDisturbTheNextRequest() throws IOException {
        try (RawClient client = server.connect("unix")) {
            client.send(
                    "POST /unread HTTP/1.1\r\nHost: docker\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
            assertThat(client.answer().body()).isEqualTo("unread");
            assertThat(client.ask("GET", "/flags?f=1").answer().body()).isEqualTo("true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void aBodyThatIsCutEndsTheConnection(String transport) throws Exception {
        try (RawClient client = server.connect(transport)) {
            client.send("POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
            STARTED.await();
            client.endSending();
            assertThat(client.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void aClientThatEndsSendingGetsItsAnswer(String transport) throws IOException {
        try (RawClient client = server.connect(transport)) {
            client.ask("GET", "/flags").ask("GET", "/flags?f=true").endSending();
            assertThat(client.answer().body()).isEqualTo("false");
            assertThat(client.answer().body()).isEqualTo("true");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void aSilentClientThatEndsSendingIsLetGo(String transport) throws IOException {
        try (RawClient client = server.connect(transport).endSending()) {
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void headersMayBeLongUpToTheBound() throws IOException {
        int fits = Limits.HTTP_HEADERS_BYTES_MAX - 1000;
        assertThat(server.get("/header", "X-Long: " + "h".repeat(fits)).body()).isEqualTo(Integer.toString(fits));
        try (RawClient client = server.connect("unix")) {
            client.ask("GET", "/header", "X-Long: " + "h".repeat(Limits.HTTP_HEADERS_BYTES_MAX + 1));
            assertThat(client.head().status()).isIn(413, 431);
        }
    }

    @Test
    void theTargetMayBeLongUpToTheBound() throws IOException {
        int fits = Limits.HTTP_REQUEST_LINE_BYTES_MAX - 100;
        assertThat(server.get("/flags?f=" + "1".repeat(fits)).body()).isEqualTo("true");
        try (RawClient client = server.connect("unix")) {
            client.ask("GET", "/flags?f=" + "1".repeat(Limits.HTTP_REQUEST_LINE_BYTES_MAX));
            assertThat(client.head().status()).isEqualTo(414);
        }
    }

    @Test
    void aProblemHasItsStatusAndText() throws IOException {
        assertThat(server.get("/conflict")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.body()).isEqualTo("{\"message\":\"in use \\\"so\\\"\"}\n");
        });
    }

    @Test
    void aFaultOfOursIsToldWithoutItsDetails() throws IOException {
        assertThat(server.get("/fault")).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("{\"message\":\"" + Problems.INTERNAL + "\"}\n");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: \r\n",
                "Host: a b\r\n",
                "Host: %2Fvar%2Frun%2Fdocker.sock\r\n",
                "Host: /run/x.sock\r\n"
            })
    void anyHostWillDoOnAUnixSocket(String host) throws IOException {
        try (RawClient client = server.connect("unix").send("GET /flags HTTP/1.1\r\n" + host + "\r\n")) {
            assertThat(client.answer().body()).isEqualTo("false");
        }
    }

    @Test
    void anOldClientIsAnsweredAndLetGo() throws IOException {
        try (RawClient client = server.connect("unix").send("GET /flags HTTP/1.0\r\n\r\n")) {
            String answer = new String(client.bytes().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.").endsWith("false");
        }
    }
}
