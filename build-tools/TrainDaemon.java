import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A training run of the daemon for the JDK's AOT cache: starts the command given on a data root of its own, pulls one
 * tiny image from a registry in this process, asks what clients ask most, and ends the daemon by SIGTERM, whereupon the
 * JVM writes the cache. Answers are not checked; only a daemon that never answers {@code /_ping} makes it fail.
 */
final class TrainDaemon {
    private static final int EXIT_BY_SIGTERM = 143;
    private static final int ROUNDS = 50;
    private static final int DEADLINE_SECONDS = 120;

    public static void main(String[] command) throws Exception {
        Path root = Files.createTempDirectory("berth-train-");
        Path socket = root.resolve("s");
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("--data-root", root.resolve("data").toString(), "--exec-root"));
        line.addAll(List.of(root.resolve("exec").toString(), "--pidfile", root.resolve("pid").toString()));
        HttpServer registry = registry();
        // As a mirror it is known to speak plain HTTP; its server would never answer an attempt at TLS.
        line.addAll(List.of("--registry-mirror", "http://127.0.0.1:" + registry.getAddress().getPort()));
        line.addAll(List.of("-H", "unix://" + socket));
        Process daemon;
        try {
            daemon = new ProcessBuilder(line).inheritIO().start();
        } catch (IOException e) {
            registry.stop(0); // Its threads would keep this program alive.
            throw e;
        }
        // Ends what waits for an answer that never comes.
        Thread.ofPlatform().daemon().start(() -> endAfterDeadline(daemon));
        try {
            awaitPing(daemon, socket);
            exercise(socket, "berth/train");
            daemon.destroy();
            if (!daemon.waitFor(60, TimeUnit.SECONDS) || daemon.exitValue() != EXIT_BY_SIGTERM) {
                throw new IOException("the daemon did not end by SIGTERM with status " + EXIT_BY_SIGTERM);
            }
        } finally {
            daemon.destroyForcibly().waitFor();
            registry.stop(0);
            delete(root);
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

    private static void exercise(Path socket, String image) {
        String pull = "POST /v1.47/images/create?fromImage=" + image + "&tag=latest";
        for (String once : List.of(pull, pull, "POST /images/" + image + "/tag?repo=train&tag=1")) {
            attempt(socket, once);
        }
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

    /** A registry of one image, whose one layer is any bytes: the daemon does not unpack. */
    private static HttpServer registry() throws IOException, GeneralSecurityException {
        byte[] layer = new byte[300_000];
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"a\":\"b\"}},\"rootfs\":"
                + "{\"type\":\"layers\",\"diff_ids\":[\"" + digest(layer) + "\"]},\"history\":[{\"created_by\":\"train\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        String oci = "application/vnd.oci.image.";
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + oci + "manifest.v1+json\",\"config\":"
                + descriptor(oci + "config.v1+json", config) + ",\"layers\":["
                + descriptor(oci + "layer.v1.tar", layer) + "]}").getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> files = new TreeMap<>();
        for (byte[] bytes : List.of(layer, config, manifest)) {
            files.put(digest(bytes), bytes);
        }
        files.put("latest", manifest);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", exchange -> {
            try (exchange; OutputStream body = exchange.getResponseBody()) {
                String path = exchange.getRequestURI().getPath();
                byte[] bytes = files.getOrDefault(path.substring(path.lastIndexOf('/') + 1), new byte[0]);
                if (path.contains("/manifests/")) {
                    exchange.getResponseHeaders().set("Content-Type", oci + "manifest.v1+json");
                    exchange.getResponseHeaders().set("Docker-Content-Digest", digest(manifest));
                }
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(200, head || bytes.length == 0 ? -1 : bytes.length);
                if (!head) {
                    body.write(bytes);
                }
            }
        });
        server.start();
        return server;
    }

    private static String descriptor(String type, byte[] bytes) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest(bytes), bytes.length);
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
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
