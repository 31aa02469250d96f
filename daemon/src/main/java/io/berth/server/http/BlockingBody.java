package io.berth.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

/**
 * A body that a blocking writer produces on a thread of its own. The writer is held back by a window counted in memory
 * that Netty has not released yet, and nothing is handed on while the channel cannot take it: under TLS a buffer is
 * released when it is encrypted, so the window alone would not bound what slow clients pile up.
 */
final class BlockingBody implements Publisher<DataBuffer>, Subscription, ChunkStream.Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingBody.class);
    private static final AttributeKey<BlockingBody> RUNNING = AttributeKey.valueOf(BlockingBody.class, "running");
    private static final int WINDOW_CHUNKS = 4;

    private final Channel channel;
    private final Executor threads;
    private final Reply.Writer writer;
    private final StreamClient client;
    private final NettyDataBufferFactory factory;
    private final Semaphore window = new Semaphore(WINDOW_CHUNKS);
    private final Queue<ByteBuf> ready = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();

    private @Nullable Subscriber<? super DataBuffer> subscriber;
    private volatile boolean begun;
    private volatile boolean over;
    private volatile boolean written;
    private volatile @Nullable Throwable failure;

    BlockingBody(Channel channel, Executor threads, Reply.Writer writer, StreamClient client) {
        this.channel = channel;
        this.threads = threads;
        this.writer = writer;
        this.client = client;
        this.factory = new NettyDataBufferFactory(channel.alloc());
    }

    /** The body that this channel is sending, if any. */
    static @Nullable BlockingBody on(Channel channel) {
        return channel.attr(RUNNING).get();
    }

    StreamClient client() {
        return client;
    }

    @Override
    public void subscribe(Subscriber<? super DataBuffer> to) {
        subscriber = to;
        channel.attr(RUNNING).set(this);
        to.onSubscribe(this);
        threads.execute(this::run);
    }

    private void run() {
        ChunkStream out = new ChunkStream(this);
        try {
            writer.write(out, client);
            out.close();
        } catch (Throwable thrown) {
            out.drop();
            failure = thrown;
        }
        written = true;
        client.end();
        drain();
    }

    @Override
    public ByteBuf take() throws IOException {
        window.acquireUninterruptibly();
        check();
        return Chunks.take(window::release);
    }

    @Override
    public void hand(ByteBuf chunk) {
        ready.add(chunk);
        drain();
    }

    @Override
    public void check() throws IOException {
        if (over) {
            throw new IOException("the client is gone");
        }
    }

    @Override
    public void request(long more) {
        demand.accumulateAndGet(more, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        drain();
    }

    @Override
    public void cancel() {
        over = true;
        forget();
        window.release(WINDOW_CHUNKS);
        client.tellGone();
        drain();
    }

    /** Hands on what is ready as far as subscriber and channel take it. Any thread may call; one at a time works. */
    void drain() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            // Read before the queue is: what was handed over before the end must go out before it.
            boolean last = written;
            emit();
            if (last && ready.isEmpty() && !over) {
                end();
            }
            seen = pending.addAndGet(-seen);
        } while (seen != 0);
    }

    private void emit() {
        while (!over) {
            ByteBuf next = demand.get() > 0 && channel.isWritable() ? ready.poll() : null;
            if (next == null) {
                return;
            }
            demand.decrementAndGet();
            begun = true;
            to().onNext(factory.wrap(next));
        }
        for (ByteBuf dropped = ready.poll(); dropped != null; dropped = ready.poll()) {
            dropped.release();
        }
    }

    /** Not before the last byte is handed on: until then the channel must find this body to wake it. */
    private void forget() {
        channel.attr(RUNNING).compareAndSet(this, null);
    }

    private void end() {
        over = true;
        forget();
        Throwable thrown = failure;
        if (thrown == null) {
            to().onComplete();
        } else if (!begun) {
            to().onError(thrown);
        } else {
            cut(thrown);
        }
    }

    /** Closes the connection behind what was handed on; the missing end tells the client that something is wrong. */
    @SuppressWarnings("FutureReturnValueIgnored") // Whether the bytes arrive or not, the connection ends.
    private void cut(Throwable thrown) {
        LOG.warn("a stream was cut short: {}", Problems.text(thrown));
        channel.eventLoop()
                .execute(() -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
    }

    private Subscriber<? super DataBuffer> to() {
        return Objects.requireNonNull(subscriber);
    }
}
