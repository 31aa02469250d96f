package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose configuration changes while it runs. */
@Timeout(60)
class ReloadTest {
    @TempDir
    private Path directory;

    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        configure("{\"labels\": [\"a=1\"]}");
        List<String> flags = List.of(
                "--config-file=" + directory.resolve("daemon.json"),
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--host=unix://" + directory.resolve("b.sock"));
        ConfigSource source = new ConfigSource(CommandLine.parse(flags).settings(), new Surroundings(true, Map.of()));
        daemon = new Daemon().start(source.read(), source::read);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private void configure(String json) throws IOException {
        Files.writeString(directory.resolve("daemon.json"), json);
    }

    private void hosts(String registry, String toml) throws IOException {
        Path certs = Files.createDirectories(directory.resolve("certs.d").resolve(registry));
        Files.writeString(certs.resolve("hosts.toml"), toml);
    }

    private String send(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(directory.resolve("b.sock")));
            String head = request + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String reload() throws IOException {
        return send("POST /berth/registries/reload");
    }

    @Test
    void whatChangedIsInForceAndTold() throws IOException {
        configure("""
                {"labels": ["a=2"], "debug": true, "registry-mirrors": ["http://m:5000"],
                 "insecure-registries": ["plain:5000"], "proxies": {"https-proxy": "http://u:secret@web:3128"}}
                """);
        hosts("reg:5000", "[host.\"https://cache\"]\ncapabilities = [\"pull\"]");
        String answer = reload();
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("\"Mirrors\":[\"http://m:5000\"]", "\"plain:5000\"")
                .contains("\"HttpsProxy\":\"http://xxxxx:xxxxx@web:3128\"")
                .contains("{\"Address\":\"https://cache/v2\",\"Capabilities\":[\"pull\"],\"Verified\":true}")
                .doesNotContain("secret");
        assertThat(send("GET /info")).contains("\"Labels\":[\"a=2\"]", "\"Debug\":true", "http://m:5000/");
        assertThat(send("GET /events?since=0&until=" + (System.currentTimeMillis() / 1000 + 1)
                        + "&filters=%7B%22type%22%3A%5B%22daemon%22%5D%7D"))
                .contains("\"reload\"", "\"max-concurrent-downloads\":\"3\"");
    }

    @Test
    void whatWaitsForARestartIsNamedUntilItIsTakenBack() throws IOException {
        configure(
                "{\"berth\": {\"stall-timeout\": \"7s\", \"registry-access-file\": \"/x.json\", \"undo-window\": \"1h\"}}");
        assertThat(reload())
                .startsWith("HTTP/1.1 200")
                .contains("\"AfterRestart\":[\"berth.undo-window\",\"berth.registry-access-file\"]");
        configure("{}");
        assertThat(reload()).startsWith("HTTP/1.1 200").contains("\"AfterRestart\":[]");
    }

    @Test
    void fileThatCannotBeUsedChangesNothing() throws IOException {
        configure("{\"labels\": [\"a=2\"], \"nonsense\": 1}");
        assertThat(reload())
                .startsWith("HTTP/1.1 400")
                .contains("the configuration was not reloaded, the old one stays in force: unable to configure");
        daemon.onHangup();
        assertThat(send("GET /info")).contains("\"Labels\":[\"a=1\"]");
    }

    @Test
    void hostsFileThatCannotBeUsedChangesNothing() throws IOException {
        configure("{\"labels\": [\"a=2\"]}");
        hosts("reg:5000", "server = ");
        assertThat(reload()).startsWith("HTTP/1.1 400").contains("reg:5000/hosts.toml: not valid TOML");
        assertThat(send("GET /info")).contains("\"Labels\":[\"a=1\"]");
    }

    @Test
    void limitsRulesAndTheCacheChangeWhileItRuns() throws IOException {
        configure("""
                {"berth": {"limit-rate": "5m", "registry-limit-rate": ["docker.io=1m"], "upload-limit-rate": "2m",
                  "registry-cache": ["quay.io"], "registry-cache-ttl": "7s", "registry-cache-size": "1m",
                  "retention": ["keep-last=3"]}}
                """);
        assertThat(reload()).startsWith("HTTP/1.1 200");
        assertThat(send("GET /berth/registry/cache"))
                .contains("\"Upstreams\":[\"quay.io\"]", "\"TTLSeconds\":7", "\"SizeMax\":1048576");
        assertThat(send("GET /berth/retention/plan")).startsWith("HTTP/1.1 200");
        assertThat(send("GET /events?since=0&until=" + (System.currentTimeMillis() / 1000 + 1)
                        + "&filters=%7B%22type%22%3A%5B%22daemon%22%5D%7D"))
                .contains("\"berth.limit-rate\":\"5m\"", "\"berth.upload-limit-rate\":\"2m\"")
                .contains("\"berth.registry-limit-rate\":\"[\\\"docker.io=1m\\\"]\"")
                .contains("\"berth.retention\":\"[\\\"keep-last=3\\\"]\"", "\"berth.registry-cache-ttl\":\"7s\"");
        configure("{}");
        assertThat(reload()).startsWith("HTTP/1.1 200");
        assertThat(send("GET /berth/retention/plan")).startsWith("HTTP/1.1 400");
        assertThat(send("GET /berth/registry/cache")).contains("\"Upstreams\":[]");
    }

    @Test
    void rulesThatCannotBeReadChangeNothing() throws IOException {
        configure("{\"berth\": {\"registry-cache\": [\"quay.io\"], \"retention\": [\"keep-all\"]}}");
        assertThat(reload()).startsWith("HTTP/1.1 400").contains("keep-all");
        assertThat(send("GET /berth/registry/cache")).contains("\"Upstreams\":[]");
    }

    @Test
    void signalReloadsToo() throws IOException {
        configure("{\"labels\": [\"a=3\"]}");
        daemon.onHangup();
        assertThat(send("GET /info")).contains("\"Labels\":[\"a=3\"]");
    }
}
