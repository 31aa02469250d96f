package io.berth.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer; one switch writes it. Headers are in addition to those of every reply. */
public sealed interface Reply {
    int status();

    Map<String, String> headers();

    /**
     * A body that is ready: its pieces, one after the other. Content-Length is their sum.
     *
     * @param pieces are not copied, since a list of all images has tens of thousands; nobody changes them any more
     */
    record Bytes(int status, String contentType, List<Piece> pieces, Map<String, String> headers) implements Reply {
        public Bytes {
            headers = Map.copyOf(headers);
        }

        long length() {
            return pieces.stream().mapToLong(Piece::length).sum();
        }
    }

    /** A part of an array that nobody changes any more, from {@code from} and before {@code to}. */
    @SuppressWarnings("ArrayRecordComponent") // the point of it is not to copy
    record Piece(byte[] array, int from, int to) {
        public static Piece of(byte[] array) {
            return new Piece(array, 0, array.length);
        }

        /** UTF-8. */
        public static Piece of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }

        public int length() {
            return to - from;
        }
    }

    /** No body. */
    record Empty(int status, Map<String, String> headers) implements Reply {
        public Empty {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A file, or a part of it. Over plain HTTP the kernel sends it without its bytes coming into this process.
     *
     * @param file is closed when it has been sent, or cannot be
     * @param position of the first byte
     * @param again opens the file once more; null where another request cannot be answered so
     */
    record Blob(
            int status,
            String contentType,
            FileChannel file,
            long position,
            long length,
            Map<String, String> headers,
            @Nullable Again again)
            implements Reply {
        public Blob {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * How a reply is given again to every request of its method and target that has no header of conditions or ranges
     * (RFC 9110, 13 and 14). Each is by {@link #open} or by {@link #give}. Called on event loops.
     */
    interface Again {
        /** The file anew, which the caller closes; empty where the reply is not believed any more. */
        Optional<FileChannel> open() throws IOException;

        /** Tells that a body which was read before is given; false where the reply is not believed any more. */
        boolean give();

        /** Whether these bytes, which were read from {@link #open}, are what they should be. */
        boolean isGenuine(ByteBuffer body);
    }

    /** The headers of a body without the body: to HEAD. */
    record Head(int status, String contentType, long length, Map<String, String> headers) implements Reply {
        public Head {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * A body of unknown length that is written while it comes to be. What the writer throws before its first flush
     * becomes an ordinary error answer; later it must end the stream itself with an error object. A client that is gone
     * shows as an {@link IOException} of the stream.
     */
    record Stream(int status, String contentType, Writer writer, Map<String, String> headers) implements Reply {
        public Stream {
            headers = Map.copyOf(headers);
        }
    }

    /** Writes the body of a {@link Stream}; each flush sends what was written. */
    @FunctionalInterface
    interface Writer {
        /** Writes the whole body; {@code client} tells when nobody reads it any more. */
        void write(OutputStream out, Client client) throws IOException;
    }

    /** The other end of a streamed answer. */
    interface Client {
        boolean isGone();

        /** Calls {@code action} once when the client is gone (at once if it is); it must not block. */
        void onGone(Runnable action);
    }

    /** The same with one more header. */
    default Reply with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers());
        more.put(name, value);
        return switch (this) {
            case Bytes reply -> new Bytes(reply.status, reply.contentType, reply.pieces, more);
            case Empty reply -> new Empty(reply.status, more);
            case Blob reply ->
                new Blob(reply.status, reply.contentType, reply.file, reply.position, reply.length, more, null);
            case Head reply -> new Head(reply.status, reply.contentType, reply.length, more);
            case Stream reply -> new Stream(reply.status, reply.contentType, reply.writer, more);
        };
    }

    static Reply bytes(int status, String contentType, byte[] body) {
        return new Bytes(status, contentType, List.of(Piece.of(body)), Map.of());
    }

    static Reply empty(int status) {
        return new Empty(status, Map.of());
    }

    static Reply stream(String contentType, Writer writer) {
        return new Stream(200, contentType, writer, Map.of());
    }
}
