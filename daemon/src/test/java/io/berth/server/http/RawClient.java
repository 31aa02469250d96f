package io.berth.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection, with nothing between the test and the bytes. */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;

    private RawClient(SocketChannel channel) {
        this.channel = channel;
        this.in = Channels.newInputStream(channel);
    }

    static RawClient connect(ListenAddress address) throws IOException {
        return new RawClient(
                switch (address) {
                    case ListenAddress.Unix(var path) -> {
                        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                        channel.connect(UnixDomainSocketAddress.of(path));
                        yield channel;
                    }
                    case ListenAddress.Tcp(var host, int port) -> SocketChannel.open(new InetSocketAddress(host, port));
                });
    }

    /** Sends a request without a body; more header lines may follow the target. */
    RawClient ask(String method, String target, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return send(request.append("\r\n").toString());
    }

    RawClient send(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    RawClient endSending() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** Closes so that the other end is told by a reset (TCP). */
    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    InputStream bytes() {
        return in;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended after: " + line);
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** Reads one answer; the next may follow on the same connection. */
    Answered answer() throws IOException {
        return answer(true);
    }

    /** The same for an answer without body whatever its headers say: to HEAD. */
    Answered head() throws IOException {
        return answer(false);
    }

    private Answered answer(boolean withBody) throws IOException {
        Answered answer = Answered.head(this);
        if (!withBody) {
            return answer;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (answer.header("transfer-encoding").equals("chunked")) {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.write(in.readNBytes(size));
                line();
            }
            line();
        } else {
            body.write(in.readNBytes(Integer.parseInt(answer.header("content-length"))));
        }
        return answer.with(body.toString(StandardCharsets.UTF_8));
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    /** Reads one chunk of a streamed body, after {@link #head}. */
    String chunk() throws IOException {
        String chunk = new String(in.readNBytes(chunkSize()), StandardCharsets.UTF_8);
        line();
        return chunk;
    }

    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
