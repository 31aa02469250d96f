package io.berth.remote.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.RemoteLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryHostsTest {
    @TempDir
    private Path root;

    private HostRules read(String registry, String toml) throws IOException {
        Path directory = Files.createDirectories(root.resolve(registry));
        Files.writeString(directory.resolve("hosts.toml"), toml);
        return RegistryHosts.read(List.of(root)).find(registry).orElseThrow();
    }

    private List<Host> hosts(String toml) throws IOException {
        HostRules rules = read("r", toml);
        assertThat(rules).isInstanceOf(HostRules.Listed.class);
        return ((HostRules.Listed) rules).hosts();
    }

    @Test
    void everyKeyHasItsMeaning() throws IOException {
        List<Host> hosts = hosts("""
                server = "https://registry.example.com"
                dial_timeout = "1m1.5s"
                [host."https://z.example.com:444/cache/"]
                  capabilities = ["pull", "Referrers"]
                  skip_verify = true
                [host."https://z.example.com:444/cache/".header]
                  x-one = "a"
                  x-two = ["b", "c"]
                [host."a.example.com"]
                  override_path = true
                """);
        assertThat(hosts)
                .extracting(Host::base)
                .containsExactly(
                        URI.create("https://z.example.com:444"),
                        URI.create("https://a.example.com"),
                        URI.create("https://registry.example.com"));
        assertThat(hosts).extracting(Host::root).containsExactly("/cache/v2", "", "/v2");
        Host first = hosts.getFirst();
        assertThat(first.capabilities()).containsExactlyInAnyOrder(Capability.PULL, Capability.REFERRERS);
        assertThat(first.tls().verified()).isFalse();
        assertThat(first.headers()).containsEntry("x-one", "a").containsEntry("x-two", "b, c");
        assertThat(hosts.getLast().dial()).isEqualTo(Duration.ofMillis(61_500));
        assertThat(hosts.getLast().capabilities()).hasSize(4);
        assertThat(first.toString()).doesNotContain("x-one");
    }

    @Test
    void emptyFileIsTheRegistryItself() throws IOException {
        assertThat(hosts("")).containsExactly(Host.PLAIN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    server = 'ftp://x'                       | server: not the address of a host
                    server = 'https://u:p@x'                 | server: not the address of a host
                    server = 'https://x?y'                   | server: not the address of a host
                    server = 'https://'                      | server: not the address of a host
                    server = 7                               | server must be a string
                    host = 7                                 | host must be a table of hosts
                    host.x = 7                               | host "x": a table is expected
                    host.x.capabilites = ['pull']            | host "x": unknown key capabilites
                    host.x.capabilities = ['pul']            | host "x": unknown capability pul
                    host.x.capabilities = [1]                | host "x": capabilities must be a string or
                    host.x.skip_verify = 'yes'               | host "x": skip_verify must be true or false
                    host.x.dial_timeout = '5'                | host "x": dial_timeout must be a duration
                    host.x.dial_timeout = '0s'               | host "x": dial_timeout must be a duration
                    host.x.dial_timeout = '61m'              | host "x": dial_timeout must be a duration
                    host.x.header = 'a'                      | host "x": header must be a table
                    host.x.header.Host = 'a'                 | host "x": header Host cannot be set
                    host.x.header.'a b' = 'a'                | host "x": header a b cannot be set
                    host.x.header.a = "b\\r\\nc: d"          | host "x": the value of header a is not one
                    host.x.ca = 'nosuch.crt'                 | nosuch.crt: there is no such file
                    host.x.ca = '.'                          | not a regular file
                    host.x.client = []                       | TRUE
                    host.x.client = [['a']]                  | a: there is no such file
                    host.x.client = [['a','b','c']]          | host "x": client must be a file, or pairs
                    a = 1\\na = 2                             | not valid TOML
                    [host                                    | not valid TOML
                    """)
    void whatIsWrongIsToldWithTheFile(String toml, String reason) throws IOException {
        HostRules rules = read("r", toml.replace("\\n", "\n").replace("\\r\n", "\\r\\n"));
        if (reason.equals("TRUE")) {
            assertThat(rules).isInstanceOf(HostRules.Listed.class);
        } else {
            assertThat(rules)
                    .isInstanceOfSatisfying(
                            HostRules.Broken.class,
                            broken -> assertThat(broken.reason())
                                    .startsWith(root.toString())
                                    .contains(reason));
        }
    }

    @Test
    void filesAndHostsAreBounded() throws IOException {
        assertThat(hosts("#" + "x".repeat(RemoteLimits.REGISTRY_FILE_BYTES_MAX - 1)))
                .hasSize(1);
        assertThat(read("r", "#" + "x".repeat(RemoteLimits.REGISTRY_FILE_BYTES_MAX)))
                .isInstanceOf(HostRules.Broken.class);
        assertThat(hosts(many(RemoteLimits.REGISTRY_HOSTS_MAX))).hasSize(RemoteLimits.REGISTRY_HOSTS_MAX + 1);
        assertThat(read("r", many(RemoteLimits.REGISTRY_HOSTS_MAX + 1))).isInstanceOf(HostRules.Broken.class);
    }

    private static String many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "[host.h" + i + "]\n").collect(Collectors.joining());
    }

    @Test
    void directoriesAreFoundAsContainerdFindsThem() throws IOException {
        for (String name : List.of("a_5000_", "a:5000", "b:5000", "[::1]_5000_", "_default")) {
            read(name, "server = \"https://" + (name.startsWith("[") ? "six" : name.split("[_:]", -1)[0] + "x") + "\"");
        }
        RegistryHosts hosts = RegistryHosts.read(List.of(root.resolve("nosuch"), root));
        assertThat(server(hosts, "a:5000")).isEqualTo("https://ax");
        assertThat(server(hosts, "b:5000")).isEqualTo("https://bx");
        assertThat(server(hosts, "[::1]:5000")).isEqualTo("https://six");
        assertThat(server(hosts, "a")).isEqualTo("https://x");
    }

    private static String server(RegistryHosts hosts, String registry) {
        return ((HostRules.Listed) hosts.find(registry).orElseThrow())
                        .hosts()
                        .getLast()
                        .base() + "";
    }

    @Test
    void earlierRootGoesFirst() throws IOException {
        for (String place : List.of("a", "b")) {
            Path directory = Files.createDirectories(root.resolve(place).resolve("r"));
            Files.writeString(directory.resolve("hosts.toml"), "server = \"https://" + place + "\"");
        }
        RegistryHosts hosts = RegistryHosts.read(List.of(root.resolve("a"), root.resolve("b")));
        assertThat(server(hosts, "r")).isEqualTo("https://a");
    }

    @Test
    void pairsMustBeWhole() throws IOException {
        Path directory = Files.createDirectories(root.resolve("r"));
        Files.writeString(directory.resolve("x.cert"), "");
        assertThat(RegistryHosts.read(List.of(root)).broken())
                .containsExactly(
                        "missing key x.key for client certificate x.cert. CA certificates must use the extension .crt");
        Files.delete(directory.resolve("x.cert"));
        Files.writeString(directory.resolve("x.key"), "");
        assertThat(RegistryHosts.read(List.of(root)).broken())
                .containsExactly("missing client certificate x.cert for key x.key");
    }
}
