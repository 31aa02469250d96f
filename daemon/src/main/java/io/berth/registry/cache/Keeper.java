package io.berth.registry.cache;

import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the cache to its size, now and then and whenever something has come, on a thread of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // the task tells its failures itself
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long EVERY_SECONDS = 10;

    private final Store store;
    private final Uses uses;
    private final Supplier<CacheSettings> settings;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("cache-keeper").daemon(true).factory());

    Keeper(Store store, Uses uses, Supplier<CacheSettings> settings) {
        this.store = store;
        this.uses = uses;
        this.settings = settings;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.scheduleWithFixedDelay(this::keep, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Something has come, or there is less room. */
    void grown() {
        if (!thread.isShutdown() && asked.compareAndSet(false, true)) {
            thread.execute(() -> {
                asked.set(false);
                keep();
            });
        }
    }

    private void keep() {
        long bytesMax = settings.get().bytesMax();
        try {
            uses.flush();
            if (settings.get().isOn() && bytesMax > 0 && store.cached().usage().alone() > bytesMax) {
                long freed = store.cached().evict(bytesMax);
                store.content().sweep();
                LOG.debug("the cache has let go of {} bytes", freed);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("keeping the cache to its size failed", e);
        }
    }

    /** Writes down what was used last. */
    @Override
    public void close() {
        thread.close();
        try {
            uses.flush();
        } catch (RuntimeException e) {
            LOG.warn("what the cache served last could not be noted", e);
        }
    }
}
