package io.berth.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Listeners on a Unix socket and on TCP, with the routes of a test. */
final class TestServer implements AutoCloseable {
    final Listeners listeners;
    final ListenAddress unix;
    final ListenAddress tcp;
    final RouteTable routes = new RouteTable();
    final BlockingQueue<String> served = new LinkedBlockingQueue<>();
    private final Path directory;

    TestServer() throws IOException {
        directory = Files.createTempDirectory("berth");
        listeners = new Listeners(
                (method, route, status, _) -> served.add(method + " " + route + " " + status),
                Listeners.Access.GUARDED);
        unix = listeners.bind(ListenAddress.parse("unix://" + directory.resolve("t.sock")), null);
        tcp = listeners.bind(ListenAddress.parse("tcp://127.0.0.1:0"), null);
    }

    TestServer serve() {
        listeners.serve(routes);
        return this;
    }

    ListenAddress address(String transport) {
        return transport.equals("unix") ? unix : tcp;
    }

    RawClient connect(String transport) throws IOException {
        return RawClient.connect(address(transport));
    }

    Answered get(String target, String... headers) throws IOException {
        return ask("GET", target, headers);
    }

    Answered ask(String method, String target, String... headers) throws IOException {
        try (RawClient client = connect("unix").ask(method, target, headers)) {
            return client.answer();
        }
    }

    static Reply text(String text) {
        return new Reply.Bytes(200, "text/plain", List.of(Reply.Piece.of(text)), java.util.Map.of());
    }

    @Override
    public void close() throws IOException {
        listeners.close();
        Files.deleteIfExists(directory);
    }
}
