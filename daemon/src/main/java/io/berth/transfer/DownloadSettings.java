package io.berth.transfer;

import io.berth.remote.Backoff;
import java.time.Duration;

/**
 * How downloads share the machine and how patient they are.
 *
 * @param concurrent downloads that run at once; the others wait in line (dockerd's {@code max-concurrent-downloads})
 * @param backoff attempts without progress (dockerd's {@code max-download-attempts}), and the waits between them
 * @param stallWindow in which at least {@code stallBytes} must come, else the attempt ends
 */
public record DownloadSettings(int concurrent, Backoff backoff, Duration stallWindow, long stallBytes) {
    public static final DownloadSettings DEFAULTS =
            new DownloadSettings(3, Backoff.DEFAULT, Duration.ofSeconds(30), 30 << 10);

    public DownloadSettings {
        if (concurrent < 1) {
            throw new IllegalArgumentException("invalid max concurrent downloads: " + concurrent);
        }
    }
}
