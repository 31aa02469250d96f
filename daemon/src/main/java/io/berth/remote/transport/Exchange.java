package io.berth.remote.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Where the event loop hands an answer over to the thread that wants it. The loop is asked for more only while fewer than
 * {@code windowBytes} wait here; buffers would be the wrong measure, as TLS delivers 16 KiB records.
 */
final class Exchange extends BaseSubscriber<ByteBuf> {
    private final int windowBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private @Nullable Head head;
    private @Nullable Throwable failure;
    private Runnable told = () -> {};

    /** Status line and headers, copied before the event loop goes on. */
    record Head(int status, String reason, HttpHeaders headers) {}

    Exchange(int windowBytes) {
        this.windowBytes = windowBytes;
    }

    /** Calls {@code action} when there is an answer, or it is clear that there will be none; before the request is sent. */
    void onTold(Runnable action) {
        told = action;
    }

    void answered(HttpClientResponse response) {
        lock.lock();
        try {
            head = new Head(
                    response.status().code(),
                    response.status().reasonPhrase(),
                    response.responseHeaders().copy());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        told.run();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(ByteBuf piece) {
        boolean more;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            waiting.add(piece.retain());
            waitingBytes += piece.readableBytes();
            more = waitingBytes < windowBytes;
            paused = !more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (more) {
            request(1);
        }
    }

    @Override
    protected void hookOnComplete() {
        end(null);
    }

    @Override
    protected void hookOnError(Throwable error) {
        end(error);
    }

    private void end(@Nullable Throwable error) {
        lock.lock();
        try {
            ended = true;
            failure = error;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        told.run();
    }

    Head awaitHead(Duration most) throws IOException {
        lock.lock();
        try {
            long nanos = most.toNanos();
            while (head == null && !ended && !closed) {
                if (nanos <= 0) {
                    throw new IOException("timeout awaiting response headers");
                }
                nanos = awaitNanos(nanos);
            }
            if (head != null && !closed) {
                return head;
            }
            throw Failures.of(closed, failure);
        } finally {
            lock.unlock();
        }
    }

    /** The next piece, which the caller releases; null at the end of the body. */
    @Nullable
    ByteBuf take(Duration idle) throws IOException {
        ByteBuf piece;
        boolean resume;
        lock.lock();
        try {
            long nanos = idle.toNanos();
            while (waiting.isEmpty() && !ended && !closed) {
                if (nanos <= 0) {
                    throw new IOException("no data for " + idle.toSeconds() + "s");
                }
                nanos = awaitNanos(nanos);
            }
            piece = waiting.poll();
            if (piece == null) {
                if (closed || failure != null) {
                    throw Failures.of(closed, failure);
                }
                return null;
            }
            waitingBytes -= piece.readableBytes();
            resume = paused && waitingBytes < windowBytes / 2;
            if (resume) {
                paused = false;
            }
        } finally {
            lock.unlock();
        }
        if (resume) {
            request(1);
        }
        return piece;
    }

    /** Closes the socket unless the answer was taken to its end; wakes whoever waits. Any thread may call it. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            waitingBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        told.run();
        cancel();
    }

    /** Threads are never interrupted here; should it happen all the same, the exchange ends. */
    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private long awaitNanos(long nanos) throws IOException {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
