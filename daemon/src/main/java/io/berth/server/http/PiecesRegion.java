package io.berth.server.http;

import io.berth.server.http.Reply.Piece;
import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A body in memory that Netty takes as it takes a file: so many bytes as the client's socket has room for, from one chunk
 * of direct memory that is filled again and again. A long list costs neither a buffer of its size nor a thread that waits.
 * Used by the connection's event loop.
 */
final class PiecesRegion extends AbstractReferenceCounted implements FileRegion {
    private final List<Piece> pieces;
    private final long count;
    private final ByteBuf chunk = Chunks.take(() -> {});
    private int piece;
    private int taken;
    private long transferred;

    /** @param count bytes of all pieces */
    PiecesRegion(List<Piece> pieces, long count) {
        this.pieces = pieces;
        this.count = count;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferred;
    }

    @Override
    public long transferred() {
        return transferred;
    }

    @Override
    public long count() {
        return count;
    }

    /** Writes what is left of a chunk, or one more; {@code position} is always where the last call ended. */
    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        if (!chunk.isReadable()) {
            fill();
        }
        int sent = target.write(chunk.nioBuffer());
        chunk.skipBytes(sent);
        transferred += sent;
        return sent;
    }

    private void fill() {
        chunk.clear();
        while (piece < pieces.size() && chunk.isWritable()) {
            Piece next = pieces.get(piece);
            int part = Math.min(next.length() - taken, chunk.writableBytes());
            chunk.writeBytes(next.array(), next.from() + taken, part);
            taken += part;
            if (taken == next.length()) {
                piece++;
                taken = 0;
            }
        }
    }

    @Override
    protected void deallocate() {
        chunk.release();
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }
}
