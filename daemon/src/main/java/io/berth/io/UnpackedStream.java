package io.berth.io;

import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Subject;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;

/** A packed stream, unpacked; tells damage in it from a failure of where it comes from. */
final class UnpackedStream extends InputStream {
    /** Each may take {@link Limits#XZ_MEMORY_BYTES_MAX}, a good part of the heap. */
    private static final Semaphore XZ = new Semaphore(Limits.XZ_STREAMS_MAX);

    private final Compression compression;
    private final Source source;
    private final Decoder decoder;
    private @Nullable InputStream unpacked;
    private boolean holdsXz;

    /** Opens a library's stream; reads the first bytes of what is packed. */
    @FunctionalInterface
    interface Decoder {
        InputStream open(InputStream packed) throws IOException;
    }

    UnpackedStream(Compression compression, BufferedInputStream packed, Decoder decoder) {
        this.compression = compression;
        this.source = new Source(packed);
        this.decoder = decoder;
    }

    @Override
    public int read() throws IOException {
        return OneByte.of(this);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return unpacked().read(bytes, offset, length);
        } catch (IOException | RuntimeException e) { // libraries throw all kinds at damaged input
            if (source.failure != null) {
                throw source.failure;
            }
            throw damaged(e);
        }
    }

    private InputStream unpacked() throws IOException {
        InputStream open = unpacked;
        if (open == null) {
            if (compression == Compression.XZ) {
                XZ.acquireUninterruptibly();
                holdsXz = true;
            }
            open = decoder.open(source);
            unpacked = open;
        }
        return open;
    }

    private RuntimeException damaged(Exception e) {
        if (e instanceof EOFException) {
            return TarHeader.cut();
        }
        String name = compression.name().toLowerCase(Locale.ROOT);
        if (e instanceof MemoryLimitException beyond) {
            return new TooLarge(
                    Subject.REQUEST,
                    name + ": unpacking would take " + beyond.getMemoryNeeded() + " KiB of memory, more than "
                            + (Limits.XZ_MEMORY_BYTES_MAX >> 10));
        }
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Corrupt(Subject.REQUEST, name + ": invalid data: " + why);
    }

    @Override
    public void close() throws IOException {
        if (holdsXz) {
            holdsXz = false;
            XZ.release();
        }
        InputStream open = unpacked;
        unpacked = null;
        if (open != null) {
            open.close();
        }
        source.close();
    }

    /** What is packed; remembers how reading it failed. */
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(BufferedInputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        /** The JDK looks here whether another gzip member follows, so that it must not say 0 before the end. */
        @Override
        public int available() throws IOException {
            in.mark(1);
            int next = read();
            in.reset();
            return next < 0 ? 0 : 1;
        }
    }
}
