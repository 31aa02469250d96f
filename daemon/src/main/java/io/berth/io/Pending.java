package io.berth.io;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A result that another thread will set. Waiting is never cut short: the work happens whether one waits or not. */
public final class Pending<T> {
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable T value;
    private @Nullable Throwable failure;

    public void complete(T result) {
        value = result;
        done.countDown();
    }

    public void fail(Throwable reason) {
        failure = reason;
        done.countDown();
    }

    /** The value, or the failure thrown as it was. */
    @SuppressWarnings("NullAway") // a value that may be null has a T that may be null
    public T await() throws Exception {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return switch (failure) {
            case null -> value;
            case Error error -> throw error;
            case Exception exception -> throw exception;
            case Throwable other -> throw new IllegalStateException(other);
        };
    }
}
