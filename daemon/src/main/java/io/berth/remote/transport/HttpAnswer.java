package io.berth.remote.transport;

import io.berth.io.CancelToken.Registration;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose headers are here and whose body is taken by one thread. Closing it before the end closes the socket;
 * after the end, the connection is kept for the next request.
 */
public final class HttpAnswer implements AutoCloseable {
    private final HttpCall call;
    private final Exchange exchange;
    private final Exchange.Head head;
    private final Duration idle;
    private final Registration registration;
    private @Nullable ByteBuf current;

    HttpAnswer(HttpCall call, Exchange exchange, Exchange.Head head, Duration idle, Registration registration) {
        this.call = call;
        this.exchange = exchange;
        this.head = head;
        this.idle = idle;
        this.registration = registration;
    }

    /** The request that this is the answer to, the last one where redirects were followed. */
    public HttpCall call() {
        return call;
    }

    public int status() {
        return head.status();
    }

    /** {@code 503 Service Unavailable}, in the server's words. */
    public String statusLine() {
        return (head.status() + " " + head.reason()).trim();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(head.headers().get(name));
    }

    public List<String> headers(String name) {
        return head.headers().getAll(name);
    }

    /** What Content-Length says; empty where it is absent or no number. */
    public OptionalLong contentLength() {
        String text = head.headers().get("Content-Length");
        if (text == null
                || text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(Character::isDigit)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /**
     * The next piece of the body, valid until the next call; null at its end.
     *
     * @throws IOException where the connection ended early, nothing came for too long, or the call was cancelled
     */
    public @Nullable ByteBuffer next() throws IOException {
        release();
        current = exchange.take(idle);
        return current == null ? null : current.nioBuffer();
    }

    /** Takes the body whole; one of more than {@code bytesMax} bytes is cut there, one byte longer than allowed. */
    public byte[] read(int bytesMax) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(Math.min(bytesMax, 8192));
        for (ByteBuffer piece = next(); piece != null; piece = next()) {
            byte[] bytes = new byte[(int) Math.min(piece.remaining(), bytesMax + 1L - all.size())];
            piece.get(bytes);
            all.writeBytes(bytes);
            if (all.size() > bytesMax) {
                break;
            }
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        registration.close();
        release();
        exchange.close();
    }

    private void release() {
        if (current != null) {
            current.release();
            current = null;
        }
    }
}
