package io.berth.transfer;

import java.time.Duration;

/**
 * How downloads share the machine and how patient they are.
 *
 * @param concurrent downloads that run at once; the others wait in line (dockerd's {@code max-concurrent-downloads})
 * @param attempts without progress before a download fails (dockerd's {@code max-download-attempts})
 * @param waitFirst before the second attempt; doubled for each further one
 * @param waitMax between two attempts, also where a registry asks for more
 * @param speedWindow in which at least {@code speedBytes} must come, else the attempt ends
 */
public record DownloadSettings(
        int concurrent, int attempts, Duration waitFirst, Duration waitMax, Duration speedWindow, long speedBytes) {
    public static final DownloadSettings DEFAULTS = new DownloadSettings(
            3, 5, Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofSeconds(60), 60 << 10);

    public DownloadSettings {
        if (concurrent < 1) {
            throw new IllegalArgumentException("invalid max concurrent downloads: " + concurrent);
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("invalid max download attempts: " + attempts);
        }
    }

    public DownloadSettings with(int newConcurrent, int newAttempts) {
        return new DownloadSettings(newConcurrent, newAttempts, waitFirst, waitMax, speedWindow, speedBytes);
    }
}
