package io.berth.content;

import io.berth.io.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What may differ from one content store to another.
 *
 * @param bootId names the boot of the machine: bytes written in the same boot are there even if not forced
 * @param ingestAge how long an ingest that nobody writes to waits for the next one who wants the blob
 * @param scrubEvery from the end of one look for damage to the next; zero where the one after the start is all
 * @param uploadAge how long an upload that nobody writes to waits for its client
 * @param uploadPatience how long a request waits for an older one to let go of an upload
 */
public record ContentOptions(
        Disk disk,
        InstantSource clock,
        String bootId,
        Duration ingestAge,
        Duration scrubEvery,
        Duration uploadAge,
        Duration uploadPatience) {
    public static final Duration INGEST_AGE = Duration.ofDays(7);
    public static final Duration SCRUB_EVERY = Duration.ofDays(7);
    public static final Duration UPLOAD_AGE = Duration.ofDays(1);

    /** It has at most a disk's force to end. */
    public static final Duration UPLOAD_PATIENCE = Duration.ofSeconds(30);

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    public static ContentOptions standard() throws IOException {
        String bootId = Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "unknown-" + System.nanoTime();
        return new ContentOptions(
                Disk.REAL, InstantSource.system(), bootId, INGEST_AGE, SCRUB_EVERY, UPLOAD_AGE, UPLOAD_PATIENCE);
    }

    public ContentOptions withIngestAge(Duration age) {
        return new ContentOptions(disk, clock, bootId, age, scrubEvery, uploadAge, uploadPatience);
    }

    public ContentOptions withScrubEvery(Duration every) {
        return new ContentOptions(disk, clock, bootId, ingestAge, every, uploadAge, uploadPatience);
    }

    public ContentOptions withUploadAge(Duration age) {
        return new ContentOptions(disk, clock, bootId, ingestAge, scrubEvery, age, uploadPatience);
    }
}
