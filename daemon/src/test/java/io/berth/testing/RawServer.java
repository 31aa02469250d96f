package io.berth.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers requests with whatever bytes a test wants, HTTP or not, on a loopback port. */
public final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final PlainFront front;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Answer answer;

    /** Writes to a connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Answer {
        void write(String request, OutputStream out, Socket connection) throws IOException;
    }

    public RawServer(Answer answer) {
        this.answer = answer;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        front = new PlainFront(socket.getLocalPort());
        Thread.ofVirtual().start(this::accept);
    }

    /** Always the same bytes. */
    public static RawServer saying(String text) {
        return new RawServer((_, out, _) -> out.write(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** {@code 127.0.0.1:port} */
    public String authority() {
        return "127.0.0.1:" + front.port();
    }

    /** Whole request headers. */
    public List<String> requests() {
        return requests;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            StringBuilder request = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                request.append(line).append('\n');
            }
            requests.add(request.toString());
            answer.write(request.toString(), connection.getOutputStream(), connection);
        } catch (IOException e) {
            // the client has gone
        }
    }

    @Override
    public void close() {
        front.close();
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
