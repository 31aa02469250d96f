package io.berth.server.http;

import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body up to a bound. */
final class BoundedBody extends FilterInputStream {
    private final long max;
    private long left;

    BoundedBody(InputStream in, long max) {
        super(in);
        this.max = max;
        this.left = max;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    @Override
    public long skip(long count) {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int read) {
        left -= read;
        if (left < 0) {
            throw new TooLarge(Subject.REQUEST, "request body too large: more than " + max + " bytes");
        }
    }
}
