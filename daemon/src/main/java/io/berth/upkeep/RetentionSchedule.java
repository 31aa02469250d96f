package io.berth.upkeep;

import io.berth.index.Uses;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the configured rules every so often, and writes down uses every minute, on a thread of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // every task tells its failures itself
public final class RetentionSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionSchedule.class);
    private static final long FLUSH_SECONDS = 60;

    private final Retention retention;
    private final Uses uses;
    private final ScheduledThreadPoolExecutor thread;
    private @Nullable ScheduledFuture<?> runs;
    private Duration every = Duration.ZERO;

    /** Begins; the first run comes after {@code every}. */
    public RetentionSchedule(Retention retention, Uses uses, Duration every) {
        this.retention = retention;
        this.uses = uses;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("retention").daemon(true).factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.scheduleWithFixedDelay(this::flush, FLUSH_SECONDS, FLUSH_SECONDS, TimeUnit.SECONDS);
        reload(every);
    }

    /**
     * Runs the rules every so often from now on, and where that is as before goes on as it was; what is under way comes to
     * its end. Does nothing while there are none.
     */
    public synchronized void reload(Duration changed) {
        if (changed.equals(every)) {
            return;
        }
        every = changed;
        if (runs != null) {
            runs.cancel(false);
        }
        runs = thread.scheduleWithFixedDelay(this::run, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void flush() {
        try {
            uses.flush();
        } catch (RuntimeException e) {
            LOG.warn("uses of images could not be written down", e);
        }
    }

    private void run() {
        if (!retention.isConfigured()) {
            return;
        }
        try {
            Retention.Outcome outcome = retention.run(List.of());
            for (Retention.Row row : outcome.rows()) {
                LOG.info(
                        "retention: {} {}: {}",
                        row.removes() ? "removed" : "untagged",
                        row.name().isEmpty() ? row.id() : row.name(),
                        row.reason());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the retention rules could not be carried out", e);
        }
    }

    /** Ends after the run that is under way, if any. */
    @Override
    public void close() {
        thread.close();
        flush();
    }
}
