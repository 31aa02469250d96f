package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed answers on both kinds of sockets: when bytes leave, what errors become, and how a lost client shows. */
@ParameterizedClass
@ValueSource(strings = {"unix", "tcp"})
@Timeout(15)
class StreamTest {
    private final String transport;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch proceed = new CountDownLatch(1);
    private TestServer server;

    StreamTest(String transport) {
        this.transport = transport;
    }

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws IOException {
        proceed.countDown();
        server.close();
    }

    private RawClient get(Reply.Writer writer) throws IOException {
        server.routes
                .get("/stream", _ -> Reply.stream("application/json", writer))
                .get("/next", _ -> TestServer.text("next"));
        server.serve();
        return server.connect(transport).ask("GET", "/stream");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            told.add("interrupted");
        }
    }

    @Test
    void aFlushWithoutBytesSendsTheHeaders() throws IOException {
        try (RawClient client = get((out, _) -> {
            out.flush();
            await(proceed);
            out.write(bytes("late"));
        })) {
            assertThat(client.head().status()).isEqualTo(200);
            proceed.countDown();
            assertThat(client.chunk()).isEqualTo("late");
        }
    }

    @Test
    void eachFlushSendsWhatWasWritten() throws IOException {
        try (RawClient client = get((out, _) -> {
            out.write(bytes("one"));
            out.flush();
            await(proceed);
            out.write(bytes("two"));
        })) {
            assertThat(client.head().header("content-type")).isEqualTo("application/json");
            assertThat(client.chunk()).isEqualTo("one");
            proceed.countDown();
            assertThat(client.chunk()).isEqualTo("two");
            assertThat(client.chunk()).isEmpty();
            assertThat(client.ask("GET", "/next").answer().body()).isEqualTo("next");
        }
    }

    @Test
    void aStreamWithoutBytesIsEmpty() throws IOException {
        try (RawClient client = get((_, _) -> {})) {
            assertThat(client.answer().body()).isEmpty();
            assertThat(client.ask("GET", "/next").answer().body()).isEqualTo("next");
        }
    }

    @Test
    void aProblemBeforeTheFirstFlushIsAnOrdinaryError() throws IOException {
        try (RawClient client = get((out, _) -> {
            out.write(bytes("never sent"));
            throw new NotFound(Subject.IMAGE, "No such image: x:latest");
        })) {
            assertThat(client.answer()).satisfies(answer -> {
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.body()).isEqualTo("{\"message\":\"No such image: x:latest\"}\n");
                assertThat(answer.header("content-type")).isEqualTo("application/json");
                assertThat(answer.header("docker-experimental")).isEqualTo("false");
            });
            assertThat(client.ask("GET", "/next").answer().body()).isEqualTo("next");
        }
    }

    @Test
    void anErrorAfterTheFirstFlushCutsTheConnection() throws IOException {
        try (RawClient client = get((out, _) -> {
            out.write(bytes("one"));
            out.flush();
            throw new NotFound(Subject.IMAGE, "No such image: x:latest");
        })) {
            client.head();
            assertThat(client.chunk()).isEqualTo("one");
            assertThat(client.isEnded()).isTrue();
        }
    }

    private void tellWhenGone(OutputStream out, Reply.Client client) throws IOException {
        client.onGone(() -> told.add("gone"));
        out.flush();
        await(proceed);
        told.add("is gone: " + client.isGone());
    }

    @Test
    void aClientThatClosesIsNoticedWhileNothingIsSent() throws Exception {
        try (RawClient client = get(this::tellWhenGone)) {
            client.head();
        }
        assertThat(told.take()).isEqualTo("gone");
        proceed.countDown();
        assertThat(told.take()).isEqualTo("is gone: true");
    }

    @Test
    void aClientThatResetsIsNoticed() throws Exception {
        RawClient client = get(this::tellWhenGone);
        client.head();
        client.reset();
        assertThat(told.take()).isEqualTo("gone");
    }

    @Test
    void aClientThatClosesBeforeAnythingIsSentIsNoticed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (RawClient _ = get((_, client) -> {
            client.onGone(() -> told.add("gone"));
            begun.countDown();
            await(proceed);
        })) {
            begun.await();
        }
        assertThat(told.take()).isEqualTo("gone");
    }

    @Test
    void aWriterThatIsHeldBackLearnsThatItsClientIsGone() throws Exception {
        try (RawClient client = get((out, _) -> {
            byte[] block = new byte[10_000];
            try {
                while (true) {
                    out.write(block);
                }
            } catch (IOException e) {
                told.add("thrown");
                throw e;
            }
        })) {
            client.head();
        }
        assertThat(told.take()).isEqualTo("thrown");
    }

    @Test
    void aSlowClientHoldsTheWriterBack() throws IOException {
        AtomicLong written = new AtomicLong();
        try (RawClient client = get((out, _) -> {
            byte[] block = new byte[10_000];
            while (true) {
                out.write(block);
                written.addAndGet(block.length);
            }
        })) {
            client.head();
            long read = 0;
            for (int i = 0; i < 64; i++) {
                read += client.bytes().readNBytes(256 << 10).length;
                // The window, what Netty queues, and both socket buffers; without a bound this loop would see far more.
                assertThat(written.get() - read).isLessThan(12 << 20);
            }
        }
    }

    @Test
    void aClientThatEndsSendingStillGetsItsWholeStream() throws IOException {
        try (RawClient client = get((out, _) -> {
            out.write(bytes("one"));
            out.flush();
            await(proceed);
            for (int i = 0; i < 1000; i++) {
                out.write(bytes("more of it "));
                out.flush();
            }
        })) {
            client.head();
            client.chunk();
            client.endSending();
            proceed.countDown();
            long length = 0;
            for (String chunk = client.chunk(); !chunk.isEmpty(); chunk = client.chunk()) {
                length += chunk.length();
            }
            assertThat(length).isEqualTo(11_000);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatEndedSendingAndClosesIsNoticedByTheWriter() throws Exception {
        try (RawClient client = get((out, _) -> {
            try {
                while (true) {
                    out.write(bytes("row\n"));
                    out.flush();
                }
            } catch (IOException e) {
                told.add("thrown");
                throw e;
            }
        })) {
            client.head();
            client.endSending();
            client.chunk();
        }
        assertThat(told.take()).isEqualTo("thrown");
    }

    @Test
    void aLargeAnswerOfManyPiecesHasItsLength() throws IOException {
        Reply.Piece row = new Reply.Piece(bytes("?" + "x".repeat(699) + "\n?"), 1, 701);
        List<Reply.Piece> rows = Collections.nCopies(10_000, row);
        server.routes.get("/large", _ -> new Reply.Bytes(200, "text/plain", rows, Map.of("X-Rows", "10000")));
        server.serve();
        try (RawClient client = server.connect(transport).ask("GET", "/large").endSending()) {
            assertThat(client.answer()).satisfies(answer -> {
                assertThat(answer.header("content-length")).isEqualTo("7000000");
                assertThat(answer.header("x-rows")).isEqualTo("10000");
                assertThat(answer.body()).isEqualTo(("x".repeat(699) + "\n").repeat(10_000));
            });
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aLargeAnswerArrivesInOrderAtASlowClientThatHasEndedSending() throws IOException {
        List<Reply.Piece> pieces = IntStream.range(0, 100_000)
                .mapToObj(n -> Reply.Piece.of("row " + n + '\n'))
                .toList();
        String whole = pieces.stream()
                .map(piece -> new String(piece.array(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
        server.routes
                .get("/large", _ -> new Reply.Bytes(200, "text/plain", pieces, Map.of()))
                .get("/next", _ -> TestServer.text("next"));
        server.serve();
        try (RawClient slow = server.connect(transport)) {
            slow.ask("GET", "/large").endSending();
            try (RawClient other = server.connect(transport)) {
                assertThat(other.ask("GET", "/next").answer().body()).isEqualTo("next");
            }
            assertThat(slow.answer().body()).isEqualTo(whole);
            assertThat(slow.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatGoesWithinALargeAnswerLeavesTheServerAsItWas() throws IOException {
        server.routes
                .get("/large", _ -> Reply.bytes(200, "text/plain", new byte[8 << 20]))
                .get("/next", _ -> TestServer.text("next"));
        server.serve();
        for (int n = 0; n < 100; n++) {
            try (RawClient gone = server.connect(transport).ask("GET", "/large")) {
                assertThat(gone.head().status()).isEqualTo(200);
            }
        }
        try (RawClient other = server.connect(transport)) {
            assertThat(other.ask("GET", "/next").answer().body()).isEqualTo("next");
        }
    }
}
