package io.berth.content;

import io.berth.io.Disk;
import io.berth.io.Pending;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what was written durable now and then, beside the writing, and notes how far. One thread uses it. */
final class Checkpoints {
    static final long EVERY_BYTES = 64L << 20;
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Executor diskThreads;
    private final InstantSource clock;
    private final Disk.Output out;
    private final Note note;
    private Pending<Boolean> running = new Pending<>();
    private volatile boolean idle = true;
    private long lastBytes;
    private Instant lastTime;

    /** Writes down that so many bytes are durable. */
    @FunctionalInterface
    interface Note {
        void durable(long bytes);
    }

    Checkpoints(Executor diskThreads, InstantSource clock, Disk.Output out, long offset, Note note) {
        this.diskThreads = diskThreads;
        this.clock = clock;
        this.out = out;
        this.note = note;
        this.lastBytes = offset;
        this.lastTime = clock.instant();
        running.complete(true);
    }

    /** Starts one where it is time and none is running. */
    void passed(long offset) {
        if (idle && (offset - lastBytes >= EVERY_BYTES || isTime())) {
            idle = false;
            lastBytes = offset;
            lastTime = clock.instant();
            Pending<Boolean> mine = new Pending<>();
            running = mine;
            diskThreads.execute(() -> run(offset, mine));
        }
    }

    private boolean isTime() {
        return lastTime.plus(EVERY).isBefore(clock.instant());
    }

    private void run(long offset, Pending<Boolean> mine) {
        try {
            out.force();
            note.durable(offset);
        } catch (IOException | RuntimeException e) {
            LOG.debug("no checkpoint at {}", offset, e); // the commit forces again, and will say so
        } finally {
            idle = true;
            mine.complete(true);
        }
    }

    /** Waits for the one that is running, if any. */
    void await() {
        try {
            running.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing of the file is durable any more. */
    void restarted() {
        lastBytes = 0;
        note.durable(0);
    }
}
