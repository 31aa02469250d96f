package io.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of flags and of {@code daemon.json}, and how that is said. */
class ConfigRefusalTest extends ConfigCase {
    @ParameterizedTest
    @CsvSource({"HTTP_PROXY, HTTP", "http_proxy, HTTP", "HTTPS_PROXY, HTTPS"})
    void proxiesOfTheEnvironmentThatAreOfAnotherKindAreRefused(String variable, String what) {
        Surroundings surroundings = new Surroundings(true, Map.of(variable, "socks5://u:s3@a:1080"));
        assertThatThrownBy(() -> new ConfigReader(new Settings(), surroundings).read())
                .isInstanceOf(ConfigException.class)
                .hasMessage("invalid proxy: the address of the " + what
                        + " proxy is not valid: http[s]://[user:password@]host[:port] is expected");
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
}
