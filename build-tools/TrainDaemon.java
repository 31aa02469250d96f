import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A training run of the daemon for the JDK's AOT cache: starts the command given on a data root of its own, pulls and
 * removes a small image from registries in this process, asks what clients ask most, pushes to its registry and pulls from
 * it, and ends the daemon by SIGTERM, whereupon the JVM writes the cache. Answers are not checked; only a daemon that never answers {@code /_ping} makes it fail.
 */
final class TrainDaemon {
    private static final int EXIT_BY_SIGTERM = 143;
    private static final int ROUNDS = 50;

    /** From each registry, the image removed between them: the first pull of a user's daemon finds classes and profiles. */
    private static final int PULLS = 12;
    private static final int DEADLINE_SECONDS = 120;

    public static void main(String[] command) throws Exception {
        Path root = Files.createTempDirectory("berth-train-");
        Path socket = root.resolve("s");
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("--data-root", root.resolve("data").toString(), "--exec-root"));
        line.addAll(List.of(root.resolve("exec").toString(), "--pidfile", root.resolve("pid").toString()));
        int port = freePort();
        line.addAll(List.of("-H", "unix://" + socket, "--registry-listen", "127.0.0.1:" + port));
        Process daemon = new ProcessBuilder(line).inheritIO().start();
        // Ends what waits for an answer that never comes.
        Thread.ofPlatform().daemon().start(() -> endAfterDeadline(daemon));
        try (TrainRegistry plain = TrainRegistry.plain(); TrainRegistry secure = TrainRegistry.secure(root)) {
            awaitPing(daemon, socket);
            pull(socket, secure.image());
            pull(socket, plain.image());
            exercise(socket, plain.image());
            new TrainPushes(port).run();
            daemon.destroy();
            if (!daemon.waitFor(60, TimeUnit.SECONDS) || daemon.exitValue() != EXIT_BY_SIGTERM) {
                throw new IOException("the daemon did not end by SIGTERM with status " + EXIT_BY_SIGTERM);
            }
        } finally {
            daemon.destroyForcibly().waitFor();
            delete(root);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void endAfterDeadline(Process daemon) {
        try {
            if (!daemon.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
        }
    }

    private static void awaitPing(Process daemon, Path socket) throws Exception {
        for (int tries = 0; tries < 300; tries++) {
            if (!daemon.isAlive()) {
                throw new IOException("the daemon ended with status " + daemon.exitValue());
            }
            try {
                if (ask(socket, "GET /_ping").startsWith("HTTP/1.1 200")) {
                    return;
                }
            } catch (IOException notYet) {
                // The socket is not there yet, or not listened to.
            }
            Thread.sleep(100);
        }
        throw new IOException("the daemon never answered");
    }

    private static void pull(Path socket, String image) {
        for (int i = 0; i < PULLS; i++) {
            attempt(socket, "POST /v1.47/images/create?fromImage=" + image + "&tag=latest");
            attempt(socket, "DELETE /images/" + image);
        }
    }

    private static void exercise(Path socket, String image) {
        for (int i = 0; i < 2; i++) {
            attempt(socket, "POST /v1.47/images/create?fromImage=" + image + "&tag=latest");
        }
        attempt(socket, "POST /images/" + image + "/tag?repo=train&tag=1");
        for (int i = 0; i < ROUNDS; i++) {
            for (String path : List.of("HEAD /_ping", "GET /version", "GET /info", "GET /metrics",
                    "GET /v1.47/images/json", "GET /v1.24/images/json?all=1",
                    "GET /images/json?filters=%7B%22reference%22%3A%5B%22train%22%5D%7D", "GET /images/train:1/json",
                    "GET /images/train:1/history", "GET /system/df", "GET /events?since=1&until=2",
                    "GET /images/none/json")) {
                attempt(socket, path);
            }
        }
        attempt(socket, "DELETE /images/train:1");
        attempt(socket, "POST /images/prune");
    }

    private static void attempt(Path socket, String request) {
        try {
            ask(socket, request);
        } catch (IOException e) {
            System.err.println(request + ": " + e);
        }
    }

    private static String ask(Path socket, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((request + " HTTP/1.1\r\nHost: train\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (channel.read(buffer.clear()) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
