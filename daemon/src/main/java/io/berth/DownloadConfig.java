package io.berth;

import io.berth.content.ContentOptions;
import io.berth.remote.Backoff;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.DownloadSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds on downloads.
 *
 * @param concurrentMax downloads at a time
 * @param attemptsMax tries of one blob without progress between them
 * @param stall how long a download may bring less than {@code minSpeed} before it is tried anew
 * @param minSpeed bytes a second
 * @param ingestAge how long the first bytes of a blob wait for the next one who wants it
 * @param ranges of a very large blob that are fetched at once
 * @param limitRate bytes a second of all downloads together; 0 is no limit
 * @param registryRates the same for single registries, by name
 */
record DownloadConfig(
        int concurrentMax,
        int attemptsMax,
        Duration stall,
        long minSpeed,
        Duration ingestAge,
        int ranges,
        long limitRate,
        Map<String, Long> registryRates) {
    private static final Duration STALL_MAX = Duration.ofHours(1);

    DownloadConfig {
        registryRates = Map.copyOf(registryRates);
    }

    static DownloadConfig read(Settings settings) {
        return new DownloadConfig(
                ConfigReader.number(settings, Option.DOWNLOADS, ConfigReader.DOWNLOADS),
                ConfigReader.number(settings, Option.ATTEMPTS, ConfigReader.ATTEMPTS),
                duration(settings, Option.STALL_TIMEOUT, DownloadSettings.DEFAULTS.stallWindow()),
                ConfigReader.rate(settings.one(Option.MIN_SPEED).orElse("1k")),
                duration(settings, Option.INGEST_AGE, ContentOptions.INGEST_AGE),
                ConfigReader.number(settings, Option.PARALLEL_RANGES, 1),
                ConfigReader.rate(settings.one(Option.LIMIT_RATE).orElse("0")),
                registryRates(settings));
    }

    private static Duration duration(Settings settings, Option option, Duration otherwise) {
        return settings.one(option).map(ConfigReader::duration).orElse(otherwise);
    }

    private static Map<String, Long> registryRates(Settings settings) {
        Map<String, Long> rates = new LinkedHashMap<>();
        for (String entry : settings.all(Option.REGISTRY_LIMIT_RATE)) {
            int sign = entry.indexOf('=');
            if (sign <= 0) {
                throw new ConfigException("invalid registry limit rate \"" + entry + "\": registry=rate is expected");
            }
            rates.put(entry.substring(0, sign), ConfigReader.rate(entry.substring(sign + 1)));
        }
        return rates;
    }

    void check() {
        refuse(concurrentMax < 1, "invalid max concurrent downloads: " + concurrentMax);
        refuse(attemptsMax < 1, "invalid max download attempts: " + attemptsMax);
        refuse(
                stall.compareTo(Duration.ofSeconds(1)) < 0 || stall.compareTo(STALL_MAX) > 0,
                "invalid stall timeout: 1s to " + STALL_MAX.toHours() + "h are expected");
        refuse(
                ranges < 1 || ranges > DownloadSettings.RANGES_MAX,
                "invalid parallel ranges: 1 to " + DownloadSettings.RANGES_MAX + " are expected");
        refuse(ingestAge.compareTo(Duration.ofMinutes(1)) < 0, "invalid ingest age: 1m or more is expected");
    }

    private static void refuse(boolean wrong, String text) {
        if (wrong) {
            throw new ConfigException(text);
        }
    }

    DownloadSettings settings() {
        return new DownloadSettings(
                        concurrentMax, Backoff.DEFAULT.withAttempts(attemptsMax), stall, minSpeed * stall.toSeconds())
                .withRanges(ranges);
    }

    Bandwidth bandwidth() {
        return new Bandwidth(limitRate, registryRates);
    }
}
