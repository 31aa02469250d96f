package io.berth.transfer;

import io.berth.remote.Backoff;
import java.time.Duration;

/**
 * How uploads share the machine and how patient they are.
 *
 * @param concurrent uploads that run at once; the others wait in line (dockerd's {@code max-concurrent-uploads})
 * @param backoff attempts without progress, and the waits between them
 * @param stallWindow in which at least {@code stallBytes} must go, else the attempt ends
 * @param patience from the last byte of a request to its answer: some registries store a blob only then
 * @param chunkBytes sent in one request of those of a large blob; a registry that loses the last one still has the others
 */
public record UploadSettings(
        int concurrent, Backoff backoff, Duration stallWindow, long stallBytes, Duration patience, int chunkBytes) {
    private static final int CHUNK_BYTES = 32 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    public static final UploadSettings DEFAULTS =
            new UploadSettings(5, Backoff.DEFAULT, Duration.ofSeconds(30), 30 << 10);

    public UploadSettings(int concurrent, Backoff backoff, Duration stallWindow, long stallBytes) {
        this(concurrent, backoff, stallWindow, stallBytes, PATIENCE, CHUNK_BYTES);
    }

    public UploadSettings {
        if (concurrent < 1) {
            throw new IllegalArgumentException("invalid max concurrent uploads: " + concurrent);
        }
    }
}
