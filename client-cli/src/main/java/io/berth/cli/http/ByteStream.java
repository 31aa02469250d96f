package io.berth.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/** The bytes a channel sends, buffered; it stays usable by the next reader when one is done. */
final class ByteStream extends InputStream {
    /** A longer line of a response's head is refused. */
    static final int LINE_MAX = 64 * 1024;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024).flip();

    ByteStream(ReadableByteChannel channel) {
        this.channel = channel;
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        int read;
        try {
            read = channel.read(buffer);
        } finally {
            buffer.flip();
        }
        return read > 0;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, count);
        return count;
    }

    /** A line without its end, which is LF or CRLF. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = read();
            if (c < 0) {
                throw new EOFException("EOF");
            }
            if (c == '\n') {
                int length = line.length();
                boolean carriage = length > 0 && line.charAt(length - 1) == '\r';
                return carriage ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() == LINE_MAX) {
                throw new IOException("a line of the response's head is longer than " + LINE_MAX + " bytes");
            }
            line.append((char) c);
        }
    }

    /** The line as UTF-8, where header values hold more than ASCII. */
    static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
