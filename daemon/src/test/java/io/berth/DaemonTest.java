package io.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon in this process: what start and stop leave, and what it tells of itself. */
@Timeout(60)
class DaemonTest {
    @TempDir
    private Path directory;

    private Path socket;

    @BeforeEach
    void name() {
        socket = directory.resolve("b.sock");
    }

    private Config config(String... more) {
        List<String> flags = new ArrayList<>(List.of("--data-root", directory.resolve("data") + ""));
        flags.addAll(List.of("--exec-root", directory.resolve("exec") + "", "--host", "unix://" + socket));
        flags.addAll(List.of("--pidfile", directory.resolve("pid") + ""));
        flags.addAll(List.of(more));
        return new ConfigReader(CommandLine.parse(flags).settings(), new Surroundings(true, Map.of())).read();
    }

    private String get(String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request = "GET " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void servesAndLeavesNothingBehindButTheStore() throws IOException {
        try (Daemon _ = new Daemon().start(config("--label", "a=b"))) {
            assertThat(get("/_ping")).startsWith("HTTP/1.1 200").endsWith("OK");
            assertThat(get("/images/json")).endsWith("[]\n");
            assertThat(get("/info")).contains("\"Labels\":[\"a=b\"]");
            assertThat(directory.resolve("pid"))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
        }
        assertThat(socket).doesNotExist();
        assertThat(directory.resolve("pid")).doesNotExist();
        assertThat(directory.resolve("data")).isDirectory();
    }

    @Test
    void keepsItsIdOverARestart() throws IOException {
        String first;
        try (Daemon _ = new Daemon().start(config())) {
            first = id();
        }
        try (Daemon _ = new Daemon().start(config())) {
            assertThat(id()).isEqualTo(first);
        }
    }

    private String id() throws IOException {
        return get("/info").replaceAll("(?s).*\"ID\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void metersTellOfRequestsAndTheStore() throws IOException {
        try (Daemon _ = new Daemon().start(config())) {
            get("/v1.44/images/json");
            get("/images/nosuch/json");
            assertThat(get("/metrics"))
                    .contains("Content-Type: text/plain; version=0.0.4")
                    .contains(
                            "berth_http_requests_seconds_count{method=\"GET\",route=\"/images/json\",status=\"200\"} 1")
                    .contains("route=\"/images/{name}/json\",status=\"404\"")
                    .contains("berth_store_size_bytes 0.0")
                    .contains("berth_download_bytes_total 0.0")
                    .contains("berth_pull_blobs_present_total 0.0");
        }
    }

    @Test
    void aSecondOneOnTheSameDataRootIsRefused() throws IOException {
        try (Daemon _ = new Daemon().start(config())) {
            Path other = directory.resolve("other.sock");
            assertThatThrownBy(() -> new Daemon().start(config("--host", "unix://" + other)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another daemon uses the data root " + directory.resolve("data"));
            assertThat(other).doesNotExist();
            assertThat(get("/_ping")).endsWith("OK");
        }
    }

    @Test
    void aStartThatFailsGivesEverythingBack() throws IOException {
        Files.writeString(socket, "not a socket");
        assertThatThrownBy(() -> new Daemon().start(config()))
                .isInstanceOf(IOException.class)
                .hasMessage("not a socket: " + socket);
        Files.delete(socket);
        assertThat(directory.resolve("pid")).doesNotExist();
        try (Daemon _ = new Daemon().start(config())) {
            assertThat(get("/_ping")).endsWith("OK");
        }
    }

    @Test
    void aStopThatComesBeforeTheStartLeavesNothing() throws IOException {
        Daemon daemon = new Daemon();
        daemon.close();
        daemon.start(config()).close();
        assertThat(socket).doesNotExist();
        assertThat(directory.resolve("pid")).doesNotExist();
    }

    @Test
    void aStopThatComesDuringTheStartLeavesNothing() throws Exception {
        for (int i = 0; i < 5; i++) {
            Daemon daemon = new Daemon();
            FutureTask<Daemon> start = new FutureTask<>(() -> daemon.start(config()));
            Thread.ofPlatform().start(start);
            while (!Files.exists(directory.resolve("pid")) && !start.isDone()) {
                Thread.onSpinWait();
            }
            daemon.close();
            start.get();
            assertThat(socket).doesNotExist();
            assertThat(directory.resolve("pid")).doesNotExist();
        }
    }

    @Test
    void thePidfileOfAProcessThatRunsIsLeftAlone() throws IOException {
        Files.writeString(directory.resolve("pid"), "1");
        assertThatThrownBy(() -> new Daemon().start(config()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("process with PID 1 is still running");
        assertThat(directory.resolve("pid")).hasContent("1");
    }

    @Test
    void aPidfileThatIsLeftOverIsReplaced() throws IOException {
        for (String stale : List.of("999999999", "nonsense", "")) {
            Files.writeString(directory.resolve("pid"), stale);
            new Daemon().start(config()).close();
            assertThat(directory.resolve("pid")).doesNotExist();
        }
    }
}
