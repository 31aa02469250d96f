package io.berth.io;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Platform threads for requests that move many bytes of files; so many at once, and the others wait for their turn. */
public final class FileThreads implements AutoCloseable {
    private final ExecutorService threads;

    /** What is to be done. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    public FileThreads(String name, int most) {
        threads = Executors.newFixedThreadPool(
                most, Thread.ofPlatform().name(name + '-', 0).daemon(true).factory());
    }

    /** Does it on one of the threads, and returns, or throws what it throws, when it has ended. */
    public void run(Work work) throws IOException {
        Pending<Boolean> done = new Pending<>();
        threads.execute(() -> {
            try {
                work.run();
                done.complete(true);
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        done.awaitIo();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
