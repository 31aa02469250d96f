package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told that is refused while it sends. */
@Timeout(60)
class EarlyAnswerTest {
    private static final int MIB = 1 << 20;
    private static final int MOST = Limits.REFUSED_BYTES_READ_MAX / MIB;
    private static final String PIECE = "b".repeat(MIB);

    /** What is read before the refusal, and more than both ends' kernels keep for one another. */
    private static final int MORE = 32;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
        server.routes
                .post("/unread", _ -> {
                    throw new Forbidden(Subject.STORE, "no room");
                })
                .post("/begun", request -> {
                    request.body().readNBytes(MIB);
                    throw new Forbidden(Subject.STORE, "no room");
                })
                .post("/read", request -> {
                    request.body().transferTo(OutputStream.nullOutputStream());
                    return TestServer.text("read");
                });
        server.serve();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static RawClient begin(String transport, String path, String connection) throws IOException {
        return server.connect(transport)
                .send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private static void send(RawClient client, int mebibytes) throws IOException {
        for (int i = 0; i < mebibytes; i++) {
            client.send(Integer.toHexString(MIB) + "\r\n" + PIECE + "\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tcp,  /unread, close",
        "tcp,  /begun,  close",
        "tcp,  /begun,  keep-alive",
        "unix, /begun,  close",
        "unix, /begun,  keep-alive"
    })
    void whoReadsWhenAllIsSentIsTold(String transport, String path, String connection) throws IOException {
        try (RawClient client = begin(transport, path, connection)) {
            send(client, MOST);
            client.send("0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive"})
    void whoNeverEndsIsCut(String connection) throws IOException {
        try (RawClient client = begin("tcp", "/begun", connection)) {
            assertThatThrownBy(() -> send(client, MOST + MORE)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theAnswerComesWhileTheRequestIsStillSent() throws IOException {
        try (RawClient client = begin("tcp", "/begun", "close")) {
            send(client, 2);
            assertThat(client.answer().status()).isEqualTo(403);
            assertThat(client.isEnded()).isTrue();
            send(client, MORE);
        }
    }

    /** The request behind an answer is not what was answered. */
    @Test
    void aRequestThatWaitsForTheAnswerBeforeItIsTakenWhole() throws IOException {
        try (RawClient client = begin("tcp", "/read", "keep-alive")) {
            client.send("0\r\n\r\nPOST /read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            send(client, MOST + MORE);
            client.send("0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("read");
            assertThat(client.answer().body()).isEqualTo("read");
        }
    }
}
