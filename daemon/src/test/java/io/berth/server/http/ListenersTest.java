package io.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets from the start to the stop. */
@Timeout(15)
class ListenersTest {
    @TempDir
    private Path directory;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private static Listeners listeners() {
        return new Listeners((_, _, _, _) -> {}, Listeners.Access.GUARDED);
    }

    private ListenAddress unix(String name) {
        return new ListenAddress.Unix(directory.resolve(name));
    }

    @Test
    void aSocketIsForItsOwnerAndGroupOnlyAndGoesAtTheStop() throws IOException {
        Path path = directory.resolve("made/for/it/a.sock");
        try (Listeners listeners = listeners()) {
            listeners.bind(new ListenAddress.Unix(path), null);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-rw----");
            assertThat(path.resolveSibling("a.sock.tmp")).doesNotExist();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aGroupThatIsNotThereIsAnError() {
        try (Listeners listeners = listeners()) {
            assertThatThrownBy(() -> listeners.bind(unix("a.sock"), "no-such-group"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("group no-such-group not found");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aSocketThatNobodyListensOnIsReplaced() throws IOException {
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(directory.resolve("a.sock")));
        dead.close();
        try (Listeners listeners = listeners()) {
            listeners.bind(unix("a.sock"), null);
            listeners.serve(new RouteTable().add("GET", "/x", _ -> TestServer.text("mine")));
            assertThat(RawClient.connect(unix("a.sock"))
                            .ask("GET", "/x")
                            .answer()
                            .body())
                    .isEqualTo("mine");
        }
    }

    @Test
    void aSocketThatIsInUseIsLeftAlone() throws IOException {
        try (Listeners first = listeners()) {
            first.bind(unix("a.sock"), null);
            first.serve(new RouteTable().add("GET", "/x", _ -> TestServer.text("first")));
            try (Listeners second = listeners()) {
                assertThatThrownBy(() -> second.bind(unix("a.sock"), null))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("another process listens on ");
            }
            assertThat(RawClient.connect(unix("a.sock"))
                            .ask("GET", "/x")
                            .answer()
                            .body())
                    .isEqualTo("first");
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Files.writeString(directory.resolve("a.sock"), "mine");
        try (Listeners listeners = listeners()) {
            assertThatThrownBy(() -> listeners.bind(unix("a.sock"), null))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("not a socket: ");
        }
        assertThat(directory.resolve("a.sock")).hasContent("mine");
    }

    @Test
    void aPathBeyondTheKernelsBoundIsAnError() {
        String most = "s".repeat(103 - directory.toString().length() - 1);
        try (Listeners listeners = listeners()) {
            assertThatThrownBy(() -> listeners.bind(unix(most + "s"), null))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("socket path is longer than 103 bytes");
            assertThatCode(() -> listeners.bind(unix(most), null)).doesNotThrowAnyException();
        }
    }

    @Test
    void aPortThatIsTakenIsAnError() throws IOException {
        try (Listeners first = listeners();
                Listeners second = listeners()) {
            ListenAddress taken = first.bind(new ListenAddress.Tcp("127.0.0.1", 0), null);
            assertThatThrownBy(() -> second.bind(taken, null))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen on " + taken);
        }
    }

    @Test
    void aSocketOfSomebodyElseIsNotRemoved() throws IOException {
        Path path = directory.resolve("a.sock");
        try (Listeners listeners = listeners()) {
            listeners.bind(unix("a.sock"), null);
            Files.delete(path);
            Files.writeString(path, "theirs");
        }
        assertThat(path).hasContent("theirs");
    }

    @Test
    void requestsBeforeTheRoutesWaitForThem() throws IOException {
        try (Listeners listeners = listeners()) {
            listeners.bind(unix("a.sock"), null);
            RawClient client = RawClient.connect(unix("a.sock")).ask("GET", "/x");
            listeners.serve(new RouteTable().add("GET", "/x", _ -> TestServer.text("ready")));
            assertThat(client.answer().body()).isEqualTo("ready");
        }
    }

    @Test
    void aStopLetsRunningRequestsEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        Listeners listeners = listeners();
        listeners.bind(unix("a.sock"), null);
        listeners.serve(new RouteTable().add("GET", "/x", _ -> {
            begun.countDown();
            await(proceed);
            return TestServer.text("done");
        }));
        RawClient idle = RawClient.connect(unix("a.sock"));
        RawClient busy = RawClient.connect(unix("a.sock")).ask("GET", "/x");
        begun.await();
        Thread stop = Thread.ofPlatform().start(listeners::close);
        assertThat(idle.isEnded()).isTrue();
        assertThatThrownBy(() -> RawClient.connect(unix("a.sock"))).isInstanceOf(IOException.class);
        proceed.countDown();
        assertThat(busy.answer().body()).isEqualTo("done");
        stop.join();
    }

    @Test
    void aStopTellsStreamsWhichEndCleanly() throws IOException {
        Listeners listeners = listeners();
        listeners.bind(unix("a.sock"), null);
        listeners.serve(new RouteTable()
                .add(
                        "GET",
                        "/x",
                        _ -> Reply.stream("text/plain", (out, client) -> {
                            CountDownLatch gone = new CountDownLatch(1);
                            client.onGone(gone::countDown);
                            out.write('a');
                            out.flush();
                            await(gone);
                            out.write('z');
                        })));
        RawClient client = RawClient.connect(unix("a.sock")).ask("GET", "/x");
        client.head();
        assertThat(client.chunk()).isEqualTo("a");
        listeners.close();
        assertThat(client.chunk()).isEqualTo("z");
        assertThat(client.chunk()).isEmpty();
    }

    private void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            told.add("interrupted");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/a.sock, unix:///run/a.sock",
        "tcp://127.0.0.1:2375, tcp://127.0.0.1:2375",
        "tcp://127.0.0.1, tcp://127.0.0.1:2375",
        "tcp://127.9.9.9:1, tcp://127.9.9.9:1",
        "tcp://localhost:0/, tcp://localhost:0",
        "tcp://[::1]:80, tcp://[::1]:80",
    })
    void addressesAreRead(String text, String address) {
        assertThat(ListenAddress.parse(text)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unix://",
                "/run/a.sock",
                "tcp://a:b",
                "tcp://127.0.0.1:65536",
                "fd://",
                "http://localhost:1",
                "tcp://[::1:80"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessageStartingWith("invalid bind address (" + text + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://0.0.0.0:2375",
                "tcp://:2375",
                "tcp://[::]:2375",
                "tcp://192.168.1.1:2375",
                "tcp://example.test:2375",
                "tcp://1:1"
            })
    void addressesThatStrangersReachAreRefused(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(InvalidParameter.class)
                .hasMessageStartingWith("refusing to listen on " + text)
                .hasMessageContaining("TLS");
    }
}
