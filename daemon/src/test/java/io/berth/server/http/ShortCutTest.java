package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Subject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortCutTest {
    @TempDir
    private Path directory;

    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();
    private final CountDownLatch slowMayEnd = new CountDownLatch(1);
    private final File file = new File();
    private Listeners listeners;
    private ListenAddress address;

    @BeforeEach
    void serve() throws IOException {
        listeners = new Listeners(
                (method, route, status, _) -> served.add(method + " " + route + " " + status),
                Listeners.Access.GUARDED,
                null,
                new PlainDialect());
        address = listeners.bind(ListenAddress.parse("tcp://127.0.0.1:0"), null);
        file.write("the file");
        RouteTable routes = new RouteTable();
        routes.get("/file/{id}", file).head("/file/{id}", file).get("/slow", _ -> {
            await(slowMayEnd);
            return TestServer.text("slow");
        });
        listeners.serve(routes);
    }

    @AfterEach
    void stop() {
        slowMayEnd.countDown();
        listeners.close();
    }

    /** A file that is at hand: how often its handler was asked, and it opened again, are counted. */
    private final class File implements Handler {
        private final Path path = Path.of("file");
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger openedAgain = new AtomicInteger();
        private volatile boolean believed = true;
        private volatile boolean broken;

        void write(String text) throws IOException {
            Files.writeString(directory.resolve(path), text);
        }

        @Override
        public Optional<Reply> answerAtOnce(Request request) throws IOException {
            asked.incrementAndGet();
            if (broken) {
                return Optional.empty();
            }
            return switch (request.variable("id")) {
                case "later" -> Optional.empty();
                case "failure" -> throw new NotFound(Subject.BLOB, "not at hand");
                default -> Optional.of(answer(request));
            };
        }

        private Reply answer(Request request) throws IOException {
            if (request.header("If-None-Match").isPresent()) {
                return new Reply.Empty(304, Map.of("ETag", "e"));
            }
            long size = Files.size(directory.resolve(path));
            if (request.method().equals("HEAD")) {
                return new Reply.Head(200, "text/plain", size, Map.of("ETag", "e"));
            }
            long from = request.header("Range").isPresent() ? 4 : 0;
            return new Reply.Blob(
                    from == 0 ? 200 : 206,
                    "text/plain",
                    open(),
                    from,
                    size - from,
                    Map.of("ETag", "e"),
                    from == 0 ? this::openAgain : null);
        }

        private FileChannel open() throws IOException {
            return FileChannel.open(directory.resolve(path));
        }

        private Optional<FileChannel> openAgain() throws IOException {
            openedAgain.incrementAndGet();
            if (broken) {
                throw new IllegalStateException("a fault of ours");
            }
            return believed ? Optional.of(open()) : Optional.empty();
        }

        @Override
        public Reply handle(Request request) {
            if (request.variable("id").equals("failure")) {
                throw new NotFound(Subject.BLOB, "not there");
            }
            return TestServer.text("on a thread");
        }
    }

    @Test
    void aFileAtHandIsSentWithItsHeadersAndTold() throws Exception {
        try (RawClient client = RawClient.connect(address).ask("GET", "/file/1")) {
            assertThat(client.answer()).satisfies(answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("the file");
                assertThat(answer.header("etag")).isEqualTo("e");
                assertThat(answer.header("of-the-dialect")).isEqualTo("yes");
                assertThat(answer.header("date")).endsWith("GMT");
                assertThat(answer.header("content-type")).isEqualTo("text/plain");
            });
        }
        assertThat(served.take()).isEqualTo("GET /file/{id} 200");
    }

    @Test
    void headersAndNotModifiedComeWithoutABody() throws Exception {
        try (RawClient client = RawClient.connect(address)) {
            assertThat(client.ask("HEAD", "/file/1").head().header("content-length"))
                    .isEqualTo("8");
            assertThat(client.ask("GET", "/file/1", "If-None-Match: e").head().status())
                    .isEqualTo(304);
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
    }

    @Test
    void theSameAnswerIsGivenAgainWithoutAskingForIt() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            Answered first = client.ask("GET", "/file/1").answer();
            file.write("new text");
            Answered second = client.ask("GET", "/file/1").answer();
            assertThat(second.body()).isEqualTo("new text");
            assertThat(second.headers().keySet()).isEqualTo(first.headers().keySet());
            assertThat(second.header("etag")).isEqualTo("e");
        }
        assertThat(file.asked).hasValue(1);
        assertThat(file.openedAgain).hasValue(1);
    }

    @Test
    void anAnswerThatIsNotBelievedAnyMoreIsAskedForAnew() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            client.ask("GET", "/file/1").answer();
            file.believed = false;
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
        assertThat(file.asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Range: bytes=4-",
                "If-Range: \"e\"",
                "If-Match: \"e\"",
                "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
                "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void aConditionOrARangeIsLeftToTheHandler(String header) throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            client.ask("GET", "/file/1").answer();
            assertThat(client.ask("GET", "/file/1", header).answer().body())
                    .isEqualTo(header.startsWith("Range") ? "file" : "the file");
        }
        assertThat(file.openedAgain).hasValue(0);
    }

    @Test
    void aPartOfAFileIsNotGivenForTheWhole() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            assertThat(client.ask("GET", "/file/1", "Range: bytes=4-").answer().body())
                    .isEqualTo("file");
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
    }

    @Test
    void requestsAreAnsweredInTheirOrder() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.send(request.formatted("/file/1") + request.formatted("/slow") + request.formatted("/file/2"));
            assertThat(client.answer().body()).isEqualTo("the file");
            slowMayEnd.countDown();
            assertThat(client.answer().body()).isEqualTo("slow");
            assertThat(client.answer().body()).isIn("the file", "on a thread");
        }
    }

    @Test
    void whatIsNotAtHandIsHandled() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            assertThat(client.ask("GET", "/file/later").answer().body()).isEqualTo("on a thread");
            assertThat(client.ask("GET", "/file/failure").answer().status()).isEqualTo(404);
            assertThat(client.ask("GET", "/none").answer().status()).isEqualTo(404);
        }
    }

    @Test
    void aRequestThatEndsTheConnectionEndsIt() throws IOException {
        try (RawClient client = RawClient.connect(address).ask("GET", "/file/1", "Connection: close")) {
            assertThat(client.answer().body()).isEqualTo("the file");
            assertThat(client.isEnded()).isTrue();
        }
        try (RawClient client = RawClient.connect(address).send("GET /file/1 HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
            assertThat(client.answer().body()).isEqualTo("the file");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyThatNobodyReadsIsNoRequest() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            client.ask("GET", "/file/1").answer();
            client.send("GET /file/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nGET /");
            assertThat(client.answer().body()).isIn("the file", "on a thread");
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("the file");
        }
    }

    @Test
    void aWebPageIsRefusedHereToo() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            client.ask("GET", "/file/1").answer();
            assertThat(client.ask("GET", "/file/1", "Origin: http://evil.example")
                            .answer()
                            .status())
                    .isEqualTo(403);
            client.send("GET /file/1 HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(403);
        }
        assertThat(file.openedAgain).hasValue(0);
    }

    @Test
    void anEmptyFileIsSent() throws IOException {
        file.write("");
        try (RawClient client = RawClient.connect(address)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.ask("GET", "/file/1").answer().status()).isEqualTo(200);
            }
        }
        assertThat(file.openedAgain).hasValue(1);
    }

    @Test
    void aFaultOfOursIsToldTheLongerWay() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            client.ask("GET", "/file/1").answer();
            file.broken = true;
            assertThat(client.ask("GET", "/file/1").answer().body()).isEqualTo("on a thread");
        }
    }

    @Test
    void aFileThatIsShorterThanWasToldEndsTheConnection() throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            client.ask("GET", "/file/1").answer();
            file.write("cut");
            client.ask("GET", "/file/1").head();
            assertThat(client.bytes().readAllBytes()).hasSizeLessThan(8);
        }
    }

    @Test
    void aStopWaitsForWhatAClientHasNotTakenYet() throws Exception {
        String large = "x".repeat(8 << 20);
        file.write(large);
        try (RawClient client = RawClient.connect(address).ask("GET", "/file/1")) {
            Answered head = client.head();
            Thread stop = Thread.ofPlatform().start(listeners::close);
            assertThat(head.header("content-length")).isEqualTo(Integer.toString(large.length()));
            assertThat(client.bytes().readNBytes(large.length())).hasSize(large.length());
            stop.join();
        }
    }

    @Test
    void soManyAnswersAreKeptAndTheLongestTargetIsTheLast() throws IOException {
        String longest = "/file/" + "1".repeat(Limits.KEPT_TARGET_MAX - "/file/".length());
        try (RawClient client = RawClient.connect(address)) {
            client.ask("GET", longest).answer();
            client.ask("GET", longest).answer();
            assertThat(file.openedAgain).hasValue(1);
            client.ask("GET", longest + "1").answer();
            client.ask("GET", longest + "1").answer();
            assertThat(file.openedAgain).hasValue(1);
            for (int i = 1; i < Limits.KEPT_REPLIES_MAX; i++) {
                client.ask("GET", "/file/" + i).answer();
            }
            client.ask("GET", longest).answer();
            assertThat(file.openedAgain).hasValue(2);
            client.ask("GET", "/file/one-more").answer();
            client.ask("GET", longest).answer();
            assertThat(file.openedAgain).hasValue(2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of an API without versions. */
    private static final class PlainDialect implements Dialect {
        @Override
        public boolean isEngine() {
            return false;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Of-The-Dialect", "yes");
        }

        @Override
        public Reply failure(Throwable thrown) {
            return Problems.reply(thrown);
        }

        @Override
        public Reply refusal(String reason) {
            return Problems.error(403, reason);
        }

        @Override
        public Reply noRoute(boolean otherMethod) {
            return Problems.error(404, "no route");
        }
    }
}
