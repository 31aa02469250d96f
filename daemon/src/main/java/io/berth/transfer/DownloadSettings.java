package io.berth.transfer;

import io.berth.remote.Backoff;
import java.time.Duration;

/**
 * How downloads share the machine and how patient they are.
 *
 * @param concurrent downloads that run at once; the others wait in line (dockerd's {@code max-concurrent-downloads})
 * @param backoff attempts without progress (dockerd's {@code max-download-attempts}), and the waits between them
 * @param stallWindow in which at least {@code stallBytes} must come, else the attempt ends
 * @param ranges of a large blob that are fetched at once; 1 is one stream, as for all others
 * @param rangesFrom how many bytes must be left for that
 */
public record DownloadSettings(
        int concurrent, Backoff backoff, Duration stallWindow, long stallBytes, int ranges, long rangesFrom) {
    public static final int RANGES_MAX = 8;
    public static final DownloadSettings DEFAULTS =
            new DownloadSettings(3, Backoff.DEFAULT, Duration.ofSeconds(30), 30 << 10);
    private static final long RANGES_FROM = 256L << 20;

    public DownloadSettings(int concurrent, Backoff backoff, Duration stallWindow, long stallBytes) {
        this(concurrent, backoff, stallWindow, stallBytes, 1, RANGES_FROM);
    }

    public DownloadSettings withRanges(int count) {
        return new DownloadSettings(concurrent, backoff, stallWindow, stallBytes, count, rangesFrom);
    }

    public DownloadSettings {
        if (concurrent < 1) {
            throw new IllegalArgumentException("invalid max concurrent downloads: " + concurrent);
        }
    }
}
