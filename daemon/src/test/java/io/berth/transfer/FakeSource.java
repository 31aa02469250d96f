package io.berth.transfer;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Repository;
import io.berth.remote.BlobSource;
import io.berth.remote.BlobStream;
import io.berth.remote.RegistryException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Bytes that come in pieces, and stop, lie or wait where a test wants it. */
final class FakeSource implements BlobSource {
    private static final int PIECE = 10_000;

    private final byte[] bytes;
    private final List<Long> offsets = new CopyOnWriteArrayList<>();
    private final List<Long> lengths = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private CountDownLatch gate;
    private long gateAt;
    private long cutAfter = Long.MAX_VALUE;
    private int cuts;
    private int corruptions;
    private boolean ignoreRange;
    private boolean withoutLength;
    private RegistryException.@Nullable Kind failure;
    private volatile long given;

    FakeSource(byte[] bytes) {
        this.bytes = bytes;
        this.gate = new CountDownLatch(0);
    }

    /** Waits for the same gate as another. */
    FakeSource(byte[] bytes, FakeSource other) {
        this.bytes = bytes;
        this.gate = other.gate;
    }

    FakeSource cutAfter(long bytesMax, int times) {
        cutAfter = bytesMax;
        cuts = times;
        return this;
    }

    FakeSource corrupt(int times) {
        corruptions = times;
        return this;
    }

    FakeSource ignoreRange() {
        ignoreRange = true;
        return this;
    }

    FakeSource withoutLength() {
        withoutLength = true;
        return this;
    }

    FakeSource fail(String kind) {
        failure = RegistryException.Kind.valueOf(kind);
        return this;
    }

    FakeSource hold() {
        return holdAfter(0);
    }

    FakeSource holdAfter(long bytesMax) {
        gate = new CountDownLatch(1);
        gateAt = bytesMax;
        return this;
    }

    void release() {
        gate.countDown();
    }

    List<Long> offsets() {
        return offsets;
    }

    void awaitOpens(int count) {
        while (offsets.size() < count) {
            Thread.onSpinWait();
        }
    }

    void awaitBytes(long count) {
        while (given < count) {
            Thread.onSpinWait();
        }
    }

    void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Repository repository() {
        return Repository.parse("registry.test/x");
    }

    @Override
    public synchronized BlobStream open(Descriptor blob, long offset, CancelToken cancel) throws RegistryException {
        offsets.add(offset);
        if (failure != null) {
            throw RegistryException.of(failure, "told to fail");
        }
        cancel.onCancel(gate::countDown);
        byte[] served = bytes.clone();
        if (corruptions-- > 0) {
            served[0] ^= 1;
        }
        return new Stream(served, ignoreRange ? 0 : offset, cuts-- > 0 ? cutAfter : Long.MAX_VALUE, cancel);
    }

    @Override
    public synchronized BlobStream open(Descriptor blob, long offset, long length, CancelToken cancel)
            throws RegistryException {
        lengths.add(length);
        Stream whole = (Stream) open(blob, offset, cancel);
        whole.end = ignoreRange ? bytes.length : (int) (offset + length);
        return whole;
    }

    List<Long> lengths() {
        return lengths;
    }

    private final class Stream implements BlobStream {
        private final byte[] served;
        private final long start;
        private final long most;
        private final CancelToken cancel;
        private int at;
        private int end;

        Stream(byte[] served, long start, long most, CancelToken cancel) {
            this.served = served;
            this.start = start;
            this.most = most;
            this.cancel = cancel;
            this.at = (int) start;
            this.end = served.length;
        }

        @Override
        public long start() {
            return start;
        }

        @Override
        public String host() {
            return "registry.test";
        }

        @Override
        public OptionalLong length() {
            return withoutLength ? OptionalLong.empty() : OptionalLong.of(end - start);
        }

        @Override
        public @Nullable ByteBuffer next() throws RegistryException {
            if (at >= gateAt) {
                awaitGate();
            }
            if (cancel.isCancelled() || at - start >= most) {
                throw RegistryException.network("connection reset by peer");
            }
            if (at == end) {
                return null;
            }
            int length = Math.min(PIECE, end - at);
            ByteBuffer piece = ByteBuffer.wrap(served, at, length);
            at += length;
            given = at;
            return piece;
        }

        private void awaitGate() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
