package io.berth.io;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** The same work for each of a list, some of it at a time. */
public final class Parallel {
    private Parallel() {}

    /**
     * The results in the order of the list, when all are there.
     *
     * @throws RuntimeException the first failure, when all have ended
     */
    public static <A, B> List<B> map(List<A> items, int atOnce, Function<A, B> work) {
        if (items.size() <= 1) {
            return items.stream().map(work).toList();
        }
        int threads = Math.min(atOnce, items.size());
        try (ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofVirtual().name("ask-", 0).factory())) {
            List<Callable<B>> all = new ArrayList<>();
            items.forEach(item -> all.add(() -> work.apply(item)));
            List<B> results = new ArrayList<>();
            for (Future<B> one : pool.invokeAll(all)) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e); // nobody interrupts threads here
        }
    }
}
