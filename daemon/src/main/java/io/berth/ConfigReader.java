package io.berth;

import io.berth.io.ByteRate;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.AskSettings;
import io.berth.server.http.ListenAddress;
import io.berth.server.http.ListenTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From settings as they were written to a {@link Config}; the only place that knows the defaults. */
final class ConfigReader {
    static final int DOWNLOADS = 3;
    static final int ATTEMPTS = 5;

    /** Long enough for tools that start together, and too short for anybody to push and pull in it. */
    static final Duration CHECK_TTL = Duration.ofSeconds(1);

    static final int RATE_LIMIT_LOW = 10;

    private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^\\[\\]:/]*):(\\d{1,5})");

    private final Settings settings;
    private final Surroundings surroundings;

    ConfigReader(Settings settings, Surroundings surroundings) {
        this.settings = settings;
        this.surroundings = surroundings;
    }

    Config read() {
        return new Config(
                        path(Option.DATA_ROOT).orElseGet(surroundings::dataRoot),
                        hosts(),
                        tls(),
                        settings.one(Option.GROUP).orElse(null),
                        path(Option.PIDFILE).orElse(null),
                        new Config.Registries(
                                settings.all(Option.REGISTRY_MIRROR),
                                settings.all(Option.INSECURE_REGISTRY),
                                path(Option.CREDENTIALS_FILE).orElse(null),
                                certs(),
                                ProxyUrls.of(settings, surroundings.environment())),
                        DownloadConfig.read(settings),
                        settings.all(Option.LABEL),
                        logLevel(),
                        metricsAddress(),
                        settings.one(Option.UNDO_WINDOW)
                                .map(ConfigReader::duration)
                                .orElse(Duration.ZERO),
                        path(Option.POLICY_FILE)
                                .map(file -> new Config.Policy(file, true))
                                .orElseGet(() -> new Config.Policy(surroundings.policyFile(), false)),
                        asks(),
                        UploadConfig.read(settings),
                        UpkeepConfig.read(settings),
                        RegistryConfig.read(settings),
                        CacheConfig.read(settings),
                        WebhookConfig.read(settings))
                .check();
    }

    private AskSettings asks() {
        return new AskSettings(
                settings.one(Option.CHECK_TTL).map(ConfigReader::duration).orElse(CHECK_TTL),
                number(settings, Option.RATE_LIMIT_LOW, RATE_LIMIT_LOW),
                settings.one(Option.SEARCH_URL).map(SearchUrl::parse).orElse(AskSettings.DIRECT.search()));
    }

    private Optional<Path> path(Option option) {
        return settings.one(option)
                .filter(text -> !text.isEmpty())
                .map(text -> Path.of(text).toAbsolutePath().normalize());
    }

    private List<Path> certs() {
        List<String> named = settings.all(Option.CERTS_DIR);
        if (!named.isEmpty()) {
            return named.stream().map(text -> Path.of(text).toAbsolutePath()).toList();
        }
        Path file = path(Option.CONFIG_FILE).orElseGet(surroundings::configFile);
        return List.of(file.resolveSibling("certs.d"), surroundings.dockerCerts());
    }

    private List<ListenAddress> hosts() {
        List<String> texts = settings.all(Option.HOST);
        if (texts.isEmpty()) {
            return List.of(new ListenAddress.Unix(surroundings.socket()));
        }
        try {
            return texts.stream()
                    .map(text -> ListenAddress.parse(text, guard()))
                    .distinct()
                    .toList();
        } catch (InvalidParameter e) {
            throw new ConfigException(e.text());
        }
    }

    private ListenAddress.Guard guard() {
        ListenTls tls = tls();
        if (tls == null) {
            return ListenAddress.Guard.NOTHING;
        }
        return tls.isMutual() ? ListenAddress.Guard.MUTUAL_TLS : ListenAddress.Guard.TLS;
    }

    /** Files are looked for beside the default configuration file, by the names that docker's clients have for theirs. */
    private @Nullable ListenTls tls() {
        boolean verify =
                settings.one(Option.TLS_VERIFY).map(ConfigReader::isTrue).orElse(false);
        boolean tls = settings.one(Option.TLS).map(ConfigReader::isTrue).orElse(verify);
        if (verify && !tls) {
            throw new ConfigException("--tlsverify and --tls=false contradict each other");
        }
        List<Option> files = List.of(Option.TLS_CA, Option.TLS_CERTIFICATE, Option.TLS_KEY);
        if (!tls && files.stream().anyMatch(settings::has)) {
            throw new ConfigException("certificates are given, but neither --tls nor --tlsverify is");
        }
        return tls
                ? new ListenTls(
                        path(Option.TLS_CERTIFICATE).orElseGet(() -> beside("cert.pem")),
                        path(Option.TLS_KEY).orElseGet(() -> beside("key.pem")),
                        verify ? path(Option.TLS_CA).orElseGet(() -> beside("ca.pem")) : null)
                : null;
    }

    private Path beside(String name) {
        return surroundings.configFile().resolveSibling(name);
    }

    private LogLevel logLevel() {
        LogLevel level = settings.one(Option.LOG_LEVEL).map(LogLevel::parse).orElse(LogLevel.INFO);
        return settings.one(Option.DEBUG).map(ConfigReader::isTrue).orElse(false) ? LogLevel.DEBUG : level;
    }

    static boolean isTrue(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new ConfigException("invalid argument \"" + text + "\": true or false is expected");
        };
    }

    static int number(Settings settings, Option option, int otherwise) {
        try {
            return settings.one(option).map(Integer::valueOf).orElse(otherwise);
        } catch (NumberFormatException _) {
            throw new ConfigException("invalid argument \""
                    + settings.one(option).orElse("") + "\" for --" + option.flag() + ": a number is expected");
        }
    }

    private ListenAddress.@Nullable Tcp metricsAddress() {
        String text = settings.one(Option.METRICS_ADDRESS).orElse("");
        if (text.isEmpty()) {
            return null;
        }
        Matcher parts = HOST_PORT.matcher(text);
        if (!parts.matches()) {
            throw new ConfigException("invalid metrics address " + text + ": host:port is expected");
        }
        String host = parts.group(1).isEmpty() ? "0.0.0.0" : parts.group(1);
        return new ListenAddress.Tcp(host, Integer.parseInt(parts.group(2)));
    }

    /** Bytes a second, as curl writes them. */
    static long rate(String text) {
        try {
            return ByteRate.parse(text);
        } catch (InvalidParameter e) {
            throw new ConfigException(e.text());
        }
    }

    static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)").matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw new ConfigException("invalid duration \"" + text + "\": 90m, 24h or 7d is expected");
        }
        return sum;
    }
}
