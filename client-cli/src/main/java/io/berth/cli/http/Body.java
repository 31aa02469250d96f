package io.berth.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A response's body, by length, by chunks or up to the end of the stream (RFC 9112, 6.3). A body
 * that ends early is an error, so that half an answer is never taken for a whole one.
 */
final class Body extends InputStream {
    private static final long TO_END = -1;

    private final ByteStream in;
    private final boolean chunked;
    private long left;
    private boolean done;
    private boolean first = true;

    private Body(ByteStream in, boolean chunked, long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
        this.done = left == 0 && !chunked;
    }

    static Body ofLength(ByteStream in, long length) {
        return new Body(in, false, length);
    }

    static Body ofChunks(ByteStream in) {
        return new Body(in, true, 0);
    }

    static Body toEnd(ByteStream in) {
        return new Body(in, false, TO_END);
    }

    /** Whether the connection can carry the next request. */
    boolean isDone() {
        return done;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (chunked && left == 0 && !done) {
            nextChunk();
        }
        if (done) {
            return -1;
        }
        int count = in.read(bytes, offset, left == TO_END ? length : (int) Math.min(length, left));
        if (count < 0) {
            if (left != TO_END) {
                throw new EOFException("unexpected EOF");
            }
            done = true;
            return -1;
        }
        if (left != TO_END) {
            left -= count;
            done = left == 0 && !chunked;
        }
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first && !in.line().isEmpty()) {
            throw new IOException("malformed chunked encoding");
        }
        first = false;
        String line = in.line();
        int end = line.indexOf(';');
        try {
            left = Long.parseLong((end < 0 ? line : line.substring(0, end)).trim(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("malformed chunked encoding", e);
        }
        if (left < 0) {
            throw new IOException("malformed chunked encoding");
        }
        if (left == 0) {
            while (!in.line().isEmpty()) {
                // Trailers say nothing to us.
            }
            done = true;
        }
    }
}
