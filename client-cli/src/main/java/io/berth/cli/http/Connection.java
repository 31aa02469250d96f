package io.berth.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an engine, for one request after another. After a 101 answer
 * {@link #input()} and {@link #channel()} are the raw stream in both directions; bytes that came
 * together with the answer are read first.
 */
public final class Connection implements AutoCloseable {
    private static final int CHUNK = 128 << 10;

    private final ByteChannel channel;
    private final ByteStream in;
    private final String host;

    private Connection(ByteChannel channel, String host) {
        this.channel = channel;
        this.in = new ByteStream(channel);
        this.host = host;
    }

    static Connection open(Endpoint endpoint, @Nullable Tls tls) throws IOException {
        return new Connection(endpoint.connect(tls), endpoint.hostHeader());
    }

    /** Sends the request and reads the answer's head. {@code headers} are whole lines without their ends. */
    Response send(String method, String target, String[] headers, byte[] body) throws IOException {
        StringBuilder head = head(method, target, headers);
        if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = bytes(head);
        write(ByteBuffer.allocate(start.length + body.length)
                .put(start)
                .put(body)
                .flip());
        return receive(method);
    }

    /** The same with a body of any length, in chunks. An engine that does not want to read all of it still answers. */
    Response send(String method, String target, String[] headers, InputStream body) throws IOException {
        write(ByteBuffer.wrap(bytes(head(method, target, headers).append("Transfer-Encoding: chunked\r\n"))));
        byte[] piece = new byte[CHUNK];
        for (int length = body.read(piece); length >= 0; length = body.read(piece)) {
            if (length > 0 && !writeChunk(piece, length)) {
                return receive(method);
            }
        }
        writeChunk(piece, 0);
        return receive(method);
    }

    private boolean writeChunk(byte[] piece, int length) {
        byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer chunk = ByteBuffer.allocate(size.length + length + 2)
                .put(size)
                .put(piece, 0, length)
                .put((byte) '\r')
                .put((byte) '\n')
                .flip();
        try {
            write(chunk);
            return true;
        } catch (IOException e) {
            return false; // its answer says why
        }
    }

    private StringBuilder head(String method, String target, String[] headers) {
        StringBuilder head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nUser-Agent: berth/")
                .append(Version.BERTH)
                .append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head;
    }

    private static byte[] bytes(StringBuilder head) {
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private Response receive(String method) throws IOException {
        String line = in.line();
        int status = status(line);
        Map<String, String> headers = headers();
        if (status >= 100 && status < 200 && status != 101) {
            return receive(method);
        }
        String reason = line.length() > 13 ? line.substring(13) : "";
        boolean closes =
                headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
        return new Response(
                status, reason, headers, body(method, status, headers), !closes && line.startsWith("HTTP/1.1"));
    }

    private static int status(String line) throws IOException {
        try {
            if (line.startsWith("HTTP/1.") && line.length() >= 12) {
                return Integer.parseInt(line.substring(9, 12));
            }
        } catch (NumberFormatException e) {
            // Falls through: it is no status line.
        }
        throw new IOException("malformed HTTP response \"" + line + "\"");
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        int count = 0;
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            count++;
            if (colon <= 0 || count > Response.HEADERS_MAX) {
                throw new IOException(colon <= 0 ? "malformed header line" : "too many header lines");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    ByteStream.utf8(line.substring(colon + 1).trim()));
        }
        return headers;
    }

    private Body body(String method, int status, Map<String, String> headers) throws IOException {
        if (method.equals("HEAD") || status == 204 || status == 304 || status == 101) {
            return Body.ofLength(in, 0);
        }
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return Body.ofChunks(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return Body.toEnd(in);
        }
        try {
            long bytes = Long.parseLong(length);
            if (bytes >= 0) {
                return Body.ofLength(in, bytes);
            }
        } catch (NumberFormatException e) {
            // Falls through: it is no length.
        }
        throw new IOException("bad Content-Length \"" + length + "\"");
    }

    public InputStream input() {
        return in;
    }

    public ByteChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
