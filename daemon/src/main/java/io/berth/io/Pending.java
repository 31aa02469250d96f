package io.berth.io;

import java.io.IOException;
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
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException _) {
                // Nobody is interrupted here (DESIGN 5), and the work goes on in any case.
            }
        }
        return switch (failure) {
            case null -> value;
            case Error error -> throw error;
            case Exception exception -> throw exception;
            case Throwable other -> throw new IllegalStateException(other);
        };
    }

    /** The same where the work fails with {@link IOException} and unchecked exceptions alone. */
    public T awaitIo() throws IOException {
        try {
            return await();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
