package io.berth.remote.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Where a thread hands the body of a request over to the event loop. It waits while the loop wants nothing: Reactor Netty
 * asks for at most 128 pieces before the first of them are in the socket, which is 4 MiB here.
 */
final class Outgoing implements Publisher<ByteBuf>, Subscription, HttpBody.Sink {
    private static final int PIECE_BYTES = 32 << 10;

    private final Duration idle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Subscriber<? super ByteBuf> subscriber;
    private long demand;
    private boolean begun;
    private boolean stopped;

    /** @param idle most time in which the other side may take nothing */
    Outgoing(Duration idle) {
        this.idle = idle;
    }

    /** A connection that had gone stale is replaced, and the new one subscribes anew; only before the first piece. */
    @Override
    public void subscribe(Subscriber<? super ByteBuf> other) {
        lock.lock();
        try {
            subscriber = other;
            demand = 0;
            stopped |= begun;
        } finally {
            lock.unlock();
        }
        other.onSubscribe(this);
    }

    @Override
    public void request(long count) {
        lock.lock();
        try {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone. */
    @Override
    public void cancel() {
        lock.lock();
        try {
            stopped |= begun; // else another connection may come
            demand = 0;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** No more is wanted: there is an answer, or there will be none. Any thread may call it. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean write(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            Subscriber<? super ByteBuf> to = awaitDemand();
            if (to == null) {
                return false;
            }
            int length = Math.min(PIECE_BYTES, piece.remaining());
            ByteBuf part = PooledByteBufAllocator.DEFAULT.directBuffer(length);
            part.writeBytes(piece.slice(piece.position(), length));
            piece.position(piece.position() + length);
            to.onNext(part);
        }
        return true;
    }

    /** Tells the loop that this was all. */
    void end() throws IOException {
        Subscriber<? super ByteBuf> to = awaitDemand();
        if (to != null) {
            to.onComplete();
        }
    }

    /** Who takes the next piece; null where nobody does any more. */
    private @Nullable Subscriber<? super ByteBuf> awaitDemand() throws IOException {
        lock.lock();
        try {
            long nanos = idle.toNanos();
            while (demand == 0 && !stopped) {
                if (nanos <= 0) {
                    throw new IOException("no data taken for " + idle.toSeconds() + "s");
                }
                nanos = changed.awaitNanos(nanos);
            }
            if (stopped) {
                return null;
            }
            demand--;
            begun = true;
            return subscriber;
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e); // nobody interrupts threads here
        } finally {
            lock.unlock();
        }
    }
}
