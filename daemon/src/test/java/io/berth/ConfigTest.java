package io.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.remote.AskSettings;
import io.berth.server.http.ListenAddress;
import io.berth.server.http.ListenTls;
import io.berth.upkeep.RetentionRule;
import io.berth.webhook.Hook;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Defaults, and the whole mapping from flags and from {@code daemon.json}. */
class ConfigTest extends ConfigCase {
    private static final Surroundings USER = new Surroundings(
            false, Map.of("HOME", "/home/u", "XDG_RUNTIME_DIR", "/run/user/7", "XDG_DATA_HOME", "/home/u/data"));
    private static final Config EVERYTHING = new Config(
            Path.of("/d"),
            List.of(new ListenAddress.Unix(Path.of("/s.sock")), new ListenAddress.Tcp("127.0.0.1", 2375)),
            new ListenTls(Path.of("/cert.pem"), Path.of("/key.pem"), Path.of("/ca.pem")),
            "ops",
            Path.of("/p.pid"),
            new Config.Registries(
                    List.of("http://mirror:5000", "https://other"),
                    List.of("plain:5000", "10.0.0.0/8"),
                    Path.of("/c.json"),
                    List.of(Path.of("/certs")),
                    new ProxyUrls("http://u:p@web:3128", "https://tls", "a,b")),
            downloads(7, 9),
            List.of("a=b", "c=d"),
            LogLevel.WARN,
            new ListenAddress.Tcp("0.0.0.0", 9323),
            Duration.ofDays(7),
            new Config.Policy(Path.of("/policy.json"), true),
            new AskSettings(Duration.ofSeconds(5), 20, URI.create("http://index:5000/x")),
            new UploadConfig(6, 1024),
            new UpkeepConfig(
                    Duration.ofDays(1),
                    50 << 20,
                    List.of("peer:5000"),
                    List.of(RetentionRule.parse("keep-last=3,unused-for=30d")),
                    Duration.ofMinutes(10)),
            new RegistryConfig(
                    new ListenAddress.Tcp("0.0.0.0", 5000),
                    new ListenTls(Path.of("/rc.pem"), Path.of("/rk.pem"), Path.of("/rca.pem")),
                    true,
                    Path.of("/access.json"),
                    Duration.ofHours(2)),
            new CacheConfig(Set.of("docker.io", "quay.io"), "docker.io", Duration.ofMinutes(1), 5L << 30),
            new WebhookConfig(List.of(new Hook(
                    "ci", URI.create("https://ci.example/x"), Map.of("type", List.of("image")), Path.of("/ci.json")))));

    private static DownloadConfig downloads(int concurrent, int attempts) {
        return new DownloadConfig(
                concurrent, attempts, Duration.ofSeconds(30), 1024, Duration.ofDays(7), 1, 0, Map.of());
    }

    @Test
    void defaultsOfTheAdministrator() {
        assertThat(ofFlags(""))
                .isEqualTo(new Config(
                        Path.of("/var/lib/berth"),
                        List.of(new ListenAddress.Unix(Path.of("/var/run/berth.sock"))),
                        null,
                        null,
                        null,
                        new Config.Registries(
                                List.of(),
                                List.of(),
                                null,
                                List.of(Path.of("/etc/berth/certs.d"), Path.of("/etc/docker/certs.d")),
                                new ProxyUrls("", "", "")),
                        downloads(3, 5),
                        List.of(),
                        LogLevel.INFO,
                        null,
                        Duration.ZERO,
                        new Config.Policy(Path.of("/etc/berth/policy.json"), false),
                        new AskSettings(Duration.ofSeconds(1), 10, URI.create("https://index.docker.io")),
                        new UploadConfig(5, 0),
                        new UpkeepConfig(Duration.ofDays(7), 200 << 20, List.of(), List.of(), Duration.ofHours(1)),
                        new RegistryConfig(null, null, false, null, Duration.ofDays(1)),
                        new CacheConfig(Set.of(), null, Duration.ofMinutes(5), 20L << 30),
                        new WebhookConfig(List.of())));
        assertThat(ROOT.configFile()).isEqualTo(Path.of("/etc/berth/daemon.json"));
    }

    @Test
    void proxiesOfTheEnvironmentAreUsedWhereNothingElseIsSaid() {
        Map<String, String> environment = Map.of(
                "HTTP_PROXY", "http://upper", "http_proxy", "http://lower", "https_proxy", "http://s", "NO_PROXY", "a");
        Surroundings surroundings = new Surroundings(true, environment);
        assertThat(new ConfigReader(flags("--no-proxy b"), surroundings)
                        .read()
                        .registries()
                        .proxies())
                .isEqualTo(new ProxyUrls("http://upper", "http://s", "b"));
    }

    @Test
    void passwordsOfProxiesAreNeverShown() {
        assertThat(EVERYTHING.toString())
                .contains("http://xxxxx:xxxxx@web:3128")
                .doesNotContain("u:p");
        Settings file = ConfigFile.parse("{\"proxies\": {\"http-proxy\": \"http://a:s3@x\"}}")
                .settings();
        assertThatThrownBy(() -> flags("--http-proxy http://b:s4@y").with(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http-proxy: (from flag: http://xxxxx:xxxxx@y, from file: http://xxxxx:xxxxx@x)");
    }

    @Test
    void defaultsOfAnOrdinaryUser() {
        Config config = new ConfigReader(new Settings(), USER).read();
        assertThat(config.dataRoot()).isEqualTo(Path.of("/home/u/data/berth"));
        assertThat(config.hosts()).containsExactly(new ListenAddress.Unix(Path.of("/run/user/7/berth.sock")));
        assertThat(USER.configFile()).isEqualTo(Path.of("/home/u/.config/berth/daemon.json"));
    }

    @Test
    void aUserWithoutRuntimeDirectoryIsToldWhatIsNeeded() {
        Surroundings bare = new Surroundings(false, Map.of("HOME", "/home/u"));
        assertThatThrownBy(() -> new ConfigReader(new Settings(), bare).read())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("XDG_RUNTIME_DIR is not set");
        Config named = new ConfigReader(flags("-H unix:///s"), bare).read();
        assertThat(named.dataRoot()).isEqualTo(Path.of("/home/u/.local/share/berth"));
    }

    @Test
    void everyFlagHasItsPlace() {
        assertThat(ofFlags("--data-root /d --exec-root=/e --tls --tlsverify --tlscacert /ca.pem --tlscert /cert.pem"
                        + " --tlskey /key.pem -H unix:///s.sock --host tcp://127.0.0.1:2375 -G ops -p /p.pid"
                        + " --registry-mirror http://mirror:5000 --registry-mirror=https://other"
                        + " --credentials-file=/c.json --insecure-registry plain:5000 --insecure-registry 10.0.0.0/8"
                        + " --max-concurrent-downloads 7 --max-download-attempts 9 --label a=b --label c=d"
                        + " -l warn --metrics-addr 0.0.0.0:9323 --undo-window 7d --policy-file /policy.json"
                        + " --check-ttl 5s --rate-limit-low 20 --search-url http://index:5000/x --scrub-every 1d --check-rate 50m --peer peer:5000"
                        + " --retention keep-last=3,unused-for=30d --retention-every 10m"
                        + " --webhook {\"name\":\"ci\",\"url\":\"https://ci.example/x\","
                        + "\"filters\":{\"type\":[\"image\"]},\"secrets-file\":\"/ci.json\"}"
                        + " --certs-dir /certs"
                        + " --http-proxy http://u:p@web:3128 --https-proxy https://tls --no-proxy a,b"
                        + " --max-concurrent-uploads 6 --upload-limit-rate 1k"
                        + " --registry-listen 0.0.0.0:5000 --registry-tlscert /rc.pem --registry-tlskey /rk.pem"
                        + " --registry-tlscacert /rca.pem --registry-serve-images --upload-age 2h --registry-cache docker.io"
                        + " --registry-cache quay.io --registry-cache-default docker.io --registry-cache-ttl 1m"
                        + " --registry-cache-size 5g --registry-access-file /access.json"))
                .isEqualTo(EVERYTHING);
    }

    @Test
    void everyKeyHasItsPlace() {
        assertThat(ofFile("""
                {"tls": true, "tlsverify": true, "tlscacert": "/ca.pem", "tlscert": "/cert.pem", "tlskey": "/key.pem",
                 "data-root": "/d", "exec-root": "/e", "hosts": ["unix:///s.sock", "tcp://127.0.0.1:2375"],
                 "group": "ops", "pidfile": "/p.pid", "registry-mirrors": ["http://mirror:5000", "https://other"],
                 "insecure-registries": ["plain:5000", "10.0.0.0/8"], "max-concurrent-downloads": 7,
                 "max-download-attempts": 9, "labels": ["a=b", "c=d"], "debug": false, "log-level": "warn",
                 "metrics-addr": "0.0.0.0:9323", "berth": {"undo-window": "168h", "policy-file": "/policy.json",
                 "check-ttl": "5000ms", "rate-limit-low": 20,
                 "credentials-file": "/c.json", "search-url": "http://index:5000/x",
                 "scrub-every": "1d", "check-rate": "50m", "peers": ["peer:5000"],
                 "retention": ["keep-last=3,unused-for=30d"], "retention-every": "10m",
                 "webhooks": [{"name": "ci", "url": "https://ci.example/x", "filters": {"type": ["image"]},
                               "secrets-file": "/ci.json"}],
                 "certs-dirs": ["/certs"], "registry-listen": "0.0.0.0:5000", "registry-tlscert": "/rc.pem",
                 "registry-tlskey": "/rk.pem", "registry-tlscacert": "/rca.pem", "registry-serve-images": true,
                 "registry-access-file": "/access.json",
                 "upload-age": "120m", "upload-limit-rate": "1k", "registry-cache": ["docker.io", "quay.io"],
                 "registry-cache-default": "docker.io", "registry-cache-ttl": "60s", "registry-cache-size": "5g"},
                 "max-concurrent-uploads": 6,
                 "proxies": {"http-proxy": "http://u:p@web:3128", "https-proxy": "https://tls", "no-proxy": "a,b"}}
                """)).isEqualTo(EVERYTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "-D, DEBUG",
        "--debug, DEBUG",
        "--debug=false, INFO",
        "-D=true, DEBUG",
        "-Dlerror, DEBUG",
        "-lerror, ERROR",
        "--log-level FATAL, FATAL"
    })
    void logLevels(String line, LogLevel level) {
        assertThat(ofFlags(line).logLevel()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "90m, 5400", "24h, 86400", "7d, 604800", "1h30m, 5400", "1500ms, 1", "3650d, 315360000"})
    void durations(String text, long seconds) {
        assertThat(ofFlags("--undo-window " + text).undoWindow().toSeconds()).isEqualTo(seconds);
    }

    @Test
    void tlsHasItsFilesBesideTheConfiguration() {
        assertThat(ofFlags("").tls()).isNull();
        assertThat(ofFlags("--tlsverify=false --tls=false").tls()).isNull();
        assertThat(ofFlags("--tls").tls())
                .isEqualTo(new ListenTls(Path.of("/etc/berth/cert.pem"), Path.of("/etc/berth/key.pem"), null));
        assertThat(ofFlags("--tlsverify -H tcp://0.0.0.0").tls())
                .isEqualTo(new ListenTls(
                        Path.of("/etc/berth/cert.pem"), Path.of("/etc/berth/key.pem"), Path.of("/etc/berth/ca.pem")));
        assertThat(ofFlags("--tlsverify -H tcp://0.0.0.0").hosts())
                .containsExactly(new ListenAddress.Tcp("0.0.0.0", 2376));
    }

    @Test
    void cacheOfEveryRegistryMayHaveAnyDefault() {
        assertThat(ofFlags("--registry-cache * --registry-cache-default docker.io --registry-cache-ttl 365d")
                        .cache()
                        .upstreams())
                .containsExactly("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--registry-access-file /a", "--registry-tlscacert /ca"})
    void theRegistryIsServedElsewhereToWhoIsKnown(String line) {
        assertThat(ofFlags("--registry-listen 0.0.0.0:5000 --registry-tlscert /c --registry-tlskey /k " + line)
                        .registry()
                        .listen())
                .isNotNull();
    }

    @Test
    void keysWithoutEffectAreNamed() {
        ConfigFile file = ConfigFile.parse(
                "{\"storage-driver\": \"overlay2\", \"live-restore\": true, \"userns-remap\": \"\", \"labels\": []}");
        assertThat(file.meaningless()).containsExactly("storage-driver", "live-restore", "userns-remap");
    }

    @Test
    void aFileThatWasNamedMustBeThere(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("daemon.json");
        assertThat(ConfigFile.read(file, false).settings().has(Option.LABEL)).isFalse();
        assertThatThrownBy(() -> ConfigFile.read(file, true))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unable to configure the daemon with file " + file + ": there is no such file");
        Files.writeString(file, "{\"x\": 1}");
        assertThatThrownBy(() -> ConfigFile.read(file, true))
                .hasMessage("unable to configure the daemon with file " + file
                        + ": the following directives don't match any configuration option: x");
    }

    @Test
    void theHelpNamesEveryFlag() {
        for (Option option : Option.values()) {
            assertThat(Usage.text()).contains("--" + option.flag()).contains(option.purpose());
        }
    }
}
