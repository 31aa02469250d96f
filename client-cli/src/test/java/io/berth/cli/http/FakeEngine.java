package io.berth.cli.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens on a Unix socket and answers each known request line with the bytes it was given. */
public final class FakeEngine implements AutoCloseable {
    private final Path directory;
    private final ServerSocketChannel server;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();

    private FakeEngine(Path directory, ServerSocketChannel server) {
        this.directory = directory;
        this.server = server;
    }

    /** An engine of that API version. */
    public static FakeEngine start(String version) throws IOException {
        Path directory = Files.createTempDirectory("berth-fake-");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
        FakeEngine engine = new FakeEngine(directory, server);
        engine.raw("HEAD /_ping", "HTTP/1.1 200 OK\r\nApi-Version: " + version + "\r\nContent-Length: 2\r\n\r\n");
        Thread.ofPlatform().daemon().start(engine::accept);
        return engine;
    }

    public String host() {
        return "unix://" + directory.resolve("s");
    }

    /** Answers a request line ({@code GET /v1.41/info}) by status 200 and this JSON. */
    public FakeEngine answer(String request, String json) {
        return answer(request, "200 OK", json);
    }

    public FakeEngine answer(String request, String status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return raw(request, "HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n\r\n" + body);
    }

    /** Answers with exactly these bytes; the connection is closed after an answer without a length. */
    public FakeEngine raw(String request, String response) {
        answers.put(request, response.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Request lines and headers, as they came. */
    public List<String> requests() {
        return requests;
    }

    /** The bodies, an empty one for a request without. */
    public List<String> bodies() {
        return bodies;
    }

    /** The request lines alone, without the protocol. */
    public List<String> lines() {
        return requests.stream()
                .map(head -> head.substring(0, head.indexOf(" HTTP/1.1")))
                .toList();
    }

    public int connectionCount() {
        return connections.size();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                connections.add(connection);
                Thread.ofPlatform().daemon().start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            StringBuilder read = new StringBuilder();
            while (connection.read(buffer.clear()) >= 0) {
                read.append(StandardCharsets.UTF_8.decode(buffer.flip()));
                for (int end = read.indexOf("\r\n\r\n"); end >= 0; end = read.indexOf("\r\n\r\n")) {
                    String head = read.substring(0, end);
                    int body = bodyLength(head, read.substring(end + 4));
                    if (body < 0 || read.length() < end + 4 + body) {
                        break;
                    }
                    bodies.add(read.substring(end + 4, end + 4 + body));
                    if (!answer(connection, head)) {
                        return;
                    }
                    read.delete(0, end + 4 + body);
                }
            }
        } catch (IOException gone) {
            // The client has what it wanted.
        }
    }

    /** Of ASCII bodies alone; with the chunks' lengths where it has chunks, and -1 where their end is still to come. */
    private static int bodyLength(String head, String rest) {
        if (head.contains("Transfer-Encoding: chunked")) {
            int last = rest.startsWith("0\r\n\r\n") ? 0 : rest.indexOf("\r\n0\r\n\r\n") + 2;
            return last == 1 ? -1 : last + 5;
        }
        return head.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                .findFirst()
                .orElse(0);
    }

    /** Whether the connection can carry another request. */
    private boolean answer(SocketChannel connection, String head) throws IOException {
        requests.add(head);
        byte[] answer = answers.getOrDefault(head.substring(0, head.indexOf(" HTTP/1.1")), notFound());
        ByteBuffer bytes = ByteBuffer.wrap(answer);
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
        String text = new String(answer, StandardCharsets.UTF_8);
        return text.contains("Content-Length") || text.contains("chunked\r\n");
    }

    private static byte[] notFound() {
        return "HTTP/1.1 404 Not Found\r\nContent-Length: 28\r\n\r\n{\"message\":\"page not found\"}"
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel connection : connections) {
            connection.close();
        }
        Files.deleteIfExists(directory.resolve("s"));
        Files.delete(directory);
    }
}
