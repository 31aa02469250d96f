package io.berth.remote.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What is sent with a request; may be sent again from its start where the request has to be repeated. */
public interface HttpBody {
    /** So many bytes are written, no more and no fewer. */
    long length();

    /**
     * Writes the whole body, on the thread that sends the request. It ends early where the other side wants no more: its
     * answer tells why.
     */
    void writeTo(Sink out) throws IOException;

    /**
     * How long the answer may take when all is sent.
     *
     * @param usual for requests that are not much work
     */
    default Duration patience(Duration usual) {
        return usual;
    }

    /** Where a body goes. */
    @FunctionalInterface
    interface Sink {
        /**
         * Sends a piece, which may be changed afterwards; waits while the other side takes nothing.
         *
         * @return whether more is wanted: not where the other side has answered already
         * @throws IOException where nothing was taken for too long
         */
        boolean write(ByteBuffer piece) throws IOException;
    }

    /** A body that is in hand. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never changed
    record Bytes(byte[] bytes) implements HttpBody {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void writeTo(Sink out) throws IOException {
            out.write(ByteBuffer.wrap(bytes));
        }
    }
}
