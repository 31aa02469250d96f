package io.berth.content;

import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.index.Ledger;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done now and then, on a thread of its own: deleting, {@code index.json}. Starts and stops the look for damage. */
@SuppressWarnings("FutureReturnValueIgnored") // every task tells its failures itself
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long EVERY_SECONDS = 30;
    private static final long LOOK_SECONDS = 1;

    private final Index index;
    private final Ledger ledger;
    private final ContentOptions options;
    private final Sweeper sweeper;
    private final Leftovers leftovers;
    private final FileUploads uploads;
    private final IndexJson indexJson;
    private final Scrub scrub;
    private final ScheduledThreadPoolExecutor thread;
    private final IndexJsonPace pace = new IndexJsonPace(System.nanoTime());

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /** What does it. */
    record Work(
            Placement placement,
            Sweeper sweeper,
            Leftovers leftovers,
            FileUploads uploads,
            IndexJson indexJson,
            Scrub scrub) {}

    Keeper(ContentOptions options, Work work) {
        this.index = work.placement.index();
        this.ledger = work.placement.ledger();
        this.options = options;
        this.sweeper = work.sweeper;
        this.leftovers = work.leftovers;
        this.uploads = work.uploads;
        this.indexJson = work.indexJson;
        this.scrub = work.scrub;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("content-keeper").daemon(true).factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        thread.scheduleWithFixedDelay(safely("keeping the store", this::keep), 0, EVERY_SECONDS, TimeUnit.SECONDS);
        thread.scheduleWithFixedDelay(
                safely("writing index.json", this::writeWhenSettled), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        scrub.start();
    }

    private void keep() throws IOException {
        Instant now = options.clock().instant();
        if (!ledger.nextDoom().isAfter(now)) {
            sweeper.sweep(false);
        }
        leftovers.expire(now.minus(options.ingestAge()));
        uploads.expire(now.minus(options.uploadAge()));
        ledger.fillReserve();
        writeIndexJson();
    }

    /** Under load this waits for {@link #keep}. */
    private void writeWhenSettled() throws IOException {
        if (pace.isDue(index.images().version(), System.nanoTime())) {
            writeIndexJson();
        }
    }

    private void writeIndexJson() throws IOException {
        ImageTable images = index.images();
        if (!pace.isNew(images.version())) {
            return;
        }
        long began = System.nanoTime();
        try {
            indexJson.write(images);
        } catch (IOException | RuntimeException e) {
            pace.failed(System.nanoTime());
            throw e;
        }
        pace.written(images.version(), began, System.nanoTime());
    }

    private static Runnable safely(String what, Task task) {
        return () -> {
            try {
                task.run();
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} failed", what, e);
            }
        };
    }

    /** Writes {@code index.json} a last time. */
    @Override
    public void close() {
        scrub.close();
        thread.close();
        safely("writing index.json", this::writeIndexJson).run();
    }
}
