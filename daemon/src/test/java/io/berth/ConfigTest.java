package io.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.remote.AskSettings;
import io.berth.server.http.ListenAddress;
import io.berth.server.http.ListenTls;
import io.berth.upkeep.RetentionRule;
import io.berth.webhook.Hook;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Defaults, the whole mapping from flags and from {@code daemon.json}, and what is refused. */
class ConfigTest {
    private static final Surroundings ROOT = new Surroundings(true, Map.of());
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

    private static Settings flags(String line) {
        return CommandLine.parse(line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1)))
                .settings();
    }

    private static Config ofFlags(String line) {
        return new ConfigReader(flags(line), ROOT).read();
    }

    private static Config ofFile(String json) {
        return new ConfigReader(ConfigFile.parse(json).settings(), ROOT).read();
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

    @ParameterizedTest
    @CsvSource({"HTTP_PROXY, HTTP", "http_proxy, HTTP", "HTTPS_PROXY, HTTPS"})
    void proxiesOfTheEnvironmentThatAreOfAnotherKindAreRefused(String variable, String what) {
        Surroundings surroundings = new Surroundings(true, Map.of(variable, "socks5://u:s3@a:1080"));
        assertThatThrownBy(() -> new ConfigReader(new Settings(), surroundings).read())
                .isInstanceOf(ConfigException.class)
                .hasMessage("invalid proxy: the address of the " + what
                        + " proxy is not valid: http[s]://[user:password@]host[:port] is expected");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nosuch | unknown flag: --nosuch",
                "-x | unknown shorthand flag: 'x' in -x",
                "--host | flag needs an argument: --host",
                "-H | flag needs an argument: -H",
                "images | \"berthd\" accepts no arguments: images",
                "--debug=maybe | invalid argument \"maybe\": true or false is expected",
                "--max-concurrent-uploads 0 | invalid max concurrent uploads: 0",
                "--max-concurrent-downloads 0 | invalid max concurrent downloads: 0",
                "--max-concurrent-downloads x | invalid argument \"x\" for --max-concurrent-downloads: a number is expected",
                "--max-download-attempts -1 | invalid max download attempts: -1",
                "--log-level loud | invalid logging level: loud",
                "--label a | bad attribute format: a",
                "--label =a | bad attribute format: =a",
                "--label a=1 --label a=2 | conflict labels for a=1 and a=2",
                "--insecure-registry http://a | insecure registry http://a should not contain '://'",
                "--insecure-registry 10.0.0.0/33 | insecure registry 10.0.0.0/33 is not valid: host[:port] or a network is expected",
                "--insecure-registry ::1/129 | insecure registry ::1/129 is not valid: host[:port] or a network is expected",
                "--insecure-registry a/b | insecure registry a/b is not valid: host[:port] or a network is expected",
                "--registry-mirror mirror:5000 | invalid mirror: no scheme specified for \"mirror:5000\": must use either 'https://' or 'http://'",
                "--registry-mirror ftp://a | invalid mirror: unsupported scheme \"ftp\" in \"ftp://a\": must use either 'https://' or 'http://'",
                "--http-proxy socks5://u:p@a | invalid proxy: the address of the HTTP proxy is not valid: http[s]://[user:password@]host[:port] is expected",
                "--registry-mirror https://a?b | invalid mirror: query or fragment at end of the URI \"https://a?b\"",
                "--registry-mirror https://u:p@a | invalid mirror: username/password not allowed in URI \"https://u:p@a\"",
                "--metrics-addr 9323 | invalid metrics address 9323: host:port is expected",
                "--undo-window 5 | invalid duration \"5\": 90m, 24h or 7d is expected",
                "--undo-window -1h | invalid duration \"-1h\": 90m, 24h or 7d is expected",
                "--check-ttl 61m | invalid check ttl: more than an hour",
                "--rate-limit-low 101 | invalid rate limit threshold: 101 percent",
                "--scrub-every 59s | invalid scrub interval: 0, or 1m to 3650d are expected",
                "--scrub-every 3651d | invalid scrub interval: 0, or 1m to 3650d are expected",
                "--retention-every 59s | invalid retention interval: 1m to 3650d are expected",
                "--retention-every 3651d | invalid retention interval: 1m to 3650d are expected",
                "--retention all | invalid retention rule \"all\": \"all\" is not understood",
                "--peer https://x:5000 | invalid peer https://x:5000: host[:port] is expected",
                "--peer Peer | invalid peer Peer: host[:port] is expected",
                "--search-url ftp://x | invalid search url ftp://x: http or https is expected",
                "--undo-window 3651d | invalid undo window: more than 3650 days",
                "-H fd:// | invalid bind address (fd://): unix:///path or tcp://host:port is expected",
            })
    void isRefused(String line, String message) {
        assertThatThrownBy(() -> ofFlags(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void soManyWebhooksWithDifferentNamesAndNoMore() {
        assertThat(ofFile(hooks(Limits.WEBHOOKS_MAX, "h%d")).webhooks().hooks()).hasSize(Limits.WEBHOOKS_MAX);
        assertThatThrownBy(() -> ofFile(hooks(Limits.WEBHOOKS_MAX + 1, "h%d")))
                .hasMessage("more than " + Limits.WEBHOOKS_MAX + " webhooks");
        assertThatThrownBy(() -> ofFile(hooks(2, "same"))).hasMessage("two webhooks have the same name");
        assertThatThrownBy(() -> flags("--webhook {}").with(flags("--webhook {\"url\":\"T0KEN\"}")))
                .hasMessageContaining("webhooks: (from flag: [1 objects], from file: [1 objects])");
    }

    private static String hooks(int count, String name) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"name\": \"" + name.formatted(i) + "\", \"url\": \"http://x/\"}")
                .collect(Collectors.joining(",", "{\"berth\": {\"webhooks\": [", "]}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"berth\": {\"webhooks\": [\"http://x/\"]}} | directive berth.webhooks: an array of objects is expected",
                "{\"nosuch\": 1, \"other\": {}} | the following directives don't match any configuration option: nosuch, other",
                "{\"berth\": {\"nosuch\": 1}} | the following directives don't match any configuration option: berth.nosuch",
                "{\"undo-window\": \"1h\"} | the following directives don't match any configuration option: undo-window",
                "{\"debug\": \"yes\"} | directive debug: true or false is expected",
                "{\"proxies\": {\"https-proxy\": \"socks5://u:p@a\"}} | invalid proxy: the address of the HTTPS proxy is not valid: http[s]://[user:password@]host[:port] is expected",
                "{\"labels\": \"a=b\"} | directive labels: an array of strings is expected",
                "{\"labels\": [1]} | directive labels: an array of strings is expected",
                "{\"max-concurrent-downloads\": \"3\"} | directive max-concurrent-downloads: a number is expected",
                "{\"data-root\": 1} | directive data-root: a string is expected",
                "[] | a JSON object is expected",
            })
    void aFileIsRefused(String json, String message) {
        assertThatThrownBy(() -> ofFile(json))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{} x", "{\"debug\": true, \"debug\": false}", "nonsense"})
    void whatIsNoJsonIsRefused(String json) {
        assertThatThrownBy(() -> ofFile(json))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("not valid JSON: ");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tls=false --tlsverify | --tlsverify and --tls=false contradict each other",
                "--tlscert /c | certificates are given, but neither --tls nor --tlsverify is",
                "--tls -H tcp://0.0.0.0:2376 | refusing to listen on tcp://0.0.0.0:2376: whoever reaches the API owns this machine, so addresses other than loopback (127.0.0.1, [::1], localhost) need TLS with clients' certificates: --tlsverify with --tlscacert, --tlscert and --tlskey; or forward the socket by ssh"
            })
    void tlsThatProtectsNothingIsRefused(String line, String message) {
        assertThatThrownBy(() -> ofFlags(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--registry-cache https://docker.io | invalid upstream https://docker.io: a registry's name is expected, such as docker.io",
                "--registry-cache registry-1.docker.io | invalid upstream registry-1.docker.io: a registry's name is expected, such as docker.io",
                "--registry-cache redis | invalid upstream redis: a registry's name is expected, such as docker.io",
                "--registry-cache quay.io --registry-cache-default docker.io | invalid default upstream docker.io: it is none of the cache's registries",
                "--registry-cache quay.io --registry-cache-ttl 366d | invalid cache ttl: 0 to 365 days are expected",
                "--registry-cache quay.io --registry-cache-size much | invalid cache size \"much\": bytes are expected, such as 500m or 20g"
            })
    void cacheThatCannotWorkIsRefused(String line, String message) {
        assertThatThrownBy(() -> ofFlags(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void cacheOfEveryRegistryMayHaveAnyDefault() {
        assertThat(ofFlags("--registry-cache * --registry-cache-default docker.io --registry-cache-ttl 365d")
                        .cache()
                        .upstreams())
                .containsExactly("*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--registry-access-file /a",
                "--registry-tlscert /c --registry-tlskey /k",
            })
    void theRegistryIsNotServedElsewhereWithoutTlsAndAWordOnWhoMay(String line) {
        assertThatThrownBy(() -> ofFlags(("--registry-listen 0.0.0.0:5000 " + line).strip()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("refusing to serve the registry on ");
        ofFlags(("--registry-listen 127.0.0.1:5000 " + line).strip());
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

    @ParameterizedTest
    @ValueSource(strings = {"{\"authorization-plugins\": [\"p\"]}", "{\"userns-remap\": \"default\"}"})
    void keysThatProtectAreRefusedRatherThanIgnored(String json) {
        assertThatThrownBy(() -> ofFile(json))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not supported yet");
    }

    @Test
    void whatIsAFlagAndInTheFileIsRefused() {
        Settings file = ConfigFile.parse("{\"labels\": [\"c=d\", \"e=f\"], \"log-level\": \"warn\"}")
                .settings();
        assertThatThrownBy(() -> flags("--label a=b -l info --data-root /d").with(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the following directives are specified both as a flag and in the configuration file:"
                        + " labels: (from flag: [a=b], from file: [c=d e=f]), log-level: (from flag: info, from file:"
                        + " warn)");
        assertThat(new ConfigReader(flags("--data-root /d").with(file), ROOT)
                        .read()
                        .labels())
                .containsExactly("c=d", "e=f");
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
