package io.berth.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Collects bytes in a chunk and hands the chunk on when it is full or flushed. Used by one thread. */
final class ChunkStream extends OutputStream {
    /** Where chunks come from and go to. */
    interface Outlet {
        /** Waits until the window has room; throws when nobody wants the bytes any more. */
        ByteBuf take() throws IOException;

        void hand(ByteBuf chunk);

        void check() throws IOException;
    }

    private final Outlet outlet;
    private @Nullable ByteBuf filling;
    private boolean started;

    ChunkStream(Outlet outlet) {
        this.outlet = outlet;
    }

    @Override
    public void write(int value) throws IOException {
        room().writeByte(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            ByteBuf chunk = room();
            int part = Math.min(end - at, chunk.writableBytes());
            chunk.writeBytes(bytes, at, part);
            at += part;
        }
    }

    @Override
    public void flush() throws IOException {
        outlet.check();
        if (filling == null && !started) {
            // Headers alone: a client of a quiet stream waits for them.
            started = true;
            outlet.hand(Unpooled.EMPTY_BUFFER);
        }
        handOn();
    }

    @Override
    public void close() {
        handOn();
    }

    /** Forgets what was not handed on. */
    void drop() {
        ByteBuf chunk = filling;
        filling = null;
        if (chunk != null) {
            chunk.release();
        }
    }

    private ByteBuf room() throws IOException {
        ByteBuf chunk = filling;
        if (chunk == null || !chunk.isWritable()) {
            handOn();
            chunk = outlet.take();
            filling = chunk;
        }
        return chunk;
    }

    private void handOn() {
        ByteBuf chunk = filling;
        filling = null;
        if (chunk != null) {
            started = true;
            outlet.hand(chunk);
        }
    }
}
