import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A training run of the client for the JDK's AOT cache: runs {@code images} by the command given against an engine in
 * this process that knows two answers.
 */
final class TrainClient {
    private static final String IMAGES = """
            [{"Id":"sha256:%s","RepoTags":["train:latest"],"RepoDigests":[],"ParentId":"","Created":1735689600,"Size":1234567,
            "SharedSize":-1,"Containers":-1,"Labels":{"a":"b"}}]""".formatted("0123456789abcdef".repeat(4));

    public static void main(String[] command) throws Exception {
        Path directory = Files.createTempDirectory("berth-train-");
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(() -> serve(server));
            List<String> line = new ArrayList<>(List.of(command));
            line.addAll(List.of("-H", "unix://" + socket, "images"));
            Process client = new ProcessBuilder(line).inheritIO().start();
            if (!client.waitFor(60, TimeUnit.SECONDS) || client.exitValue() != 0) {
                client.destroyForcibly();
                throw new IOException("the client failed");
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(directory);
        }
    }

    private static void serve(ServerSocketChannel server) {
        while (true) {
            try {
                SocketChannel connection = server.accept();
                Thread.ofPlatform().daemon().start(() -> answer(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Requests have no bodies, so each ends with its empty line. */
    private static void answer(SocketChannel connection) {
        try (connection) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            StringBuilder read = new StringBuilder();
            while (connection.read(buffer.clear()) >= 0) {
                read.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
                for (int end = read.indexOf("\r\n\r\n"); end >= 0; end = read.indexOf("\r\n\r\n")) {
                    boolean ping = read.substring(0, end).contains("/_ping");
                    boolean head = read.substring(0, end).startsWith("HEAD");
                    String body = ping ? "OK" : IMAGES;
                    connection.write(ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nApi-Version: 1.47\r\nContent-Type: "
                                    + (ping ? "text/plain" : "application/json") + "\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + (head ? "" : body)).getBytes(StandardCharsets.US_ASCII)));
                    read.delete(0, end + 4);
                }
            }
        } catch (IOException gone) {
            // The client has what it wanted.
        }
    }
}
