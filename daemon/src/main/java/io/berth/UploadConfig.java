package io.berth;

import io.berth.transfer.Bandwidth;
import io.berth.transfer.UploadSettings;
import java.util.Map;

/**
 * Bounds on uploads; what else holds of downloads (attempts, stalls) holds of them too.
 *
 * @param concurrentMax uploads at a time
 * @param limitRate bytes a second of all uploads together; 0 is no limit
 */
record UploadConfig(int concurrentMax, long limitRate) {
    static UploadConfig read(Settings settings) {
        return new UploadConfig(
                ConfigReader.number(settings, Option.UPLOADS, UploadSettings.DEFAULTS.concurrent()),
                ConfigReader.rate(settings.one(Option.UPLOAD_LIMIT_RATE).orElse("0")));
    }

    void check() {
        if (concurrentMax < 1) {
            throw new ConfigException("invalid max concurrent uploads: " + concurrentMax);
        }
    }

    UploadSettings settings(DownloadConfig downloads) {
        var shared = downloads.settings();
        return new UploadSettings(concurrentMax, shared.backoff(), shared.stallWindow(), shared.stallBytes());
    }

    Bandwidth bandwidth() {
        return new Bandwidth(limitRate, Map.of());
    }
}
