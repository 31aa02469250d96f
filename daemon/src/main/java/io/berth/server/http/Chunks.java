package io.berth.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct memory in pieces of one size, kept for reuse up to a bound and given back when Netty lets go of a buffer. */
final class Chunks {
    static final int BYTES = 64 << 10;

    private static final int KEPT_MAX = 64;
    private static final Queue<ByteBuffer> KEPT = new ArrayBlockingQueue<>(KEPT_MAX);

    private Chunks() {}

    /** An empty buffer of {@link #BYTES}; {@code released} runs on whichever thread drops the last reference. */
    static ByteBuf take(Runnable released) {
        ByteBuffer memory = KEPT.poll();
        return new Chunk(memory == null ? ByteBuffer.allocateDirect(BYTES) : memory.clear(), released);
    }

    private static final class Chunk extends UnpooledDirectByteBuf {
        private final ByteBuffer memory;
        private final Runnable released;

        Chunk(ByteBuffer memory, Runnable released) {
            super(ByteBufAllocator.DEFAULT, memory, BYTES);
            this.memory = memory;
            this.released = released;
            // Netty takes a given buffer as full of bytes to read.
            clear();
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            KEPT.offer(memory);
            released.run();
        }
    }
}
