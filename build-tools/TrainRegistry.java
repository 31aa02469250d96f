import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A registry of one image, on loopback: with TLS, or without, and then it answers an attempt at TLS as real ones do. The
 * layers are any bytes, since the daemon does not unpack.
 */
final class TrainRegistry implements AutoCloseable {
    private static final int LAYERS = 6;
    static final String OCI = "application/vnd.oci.image.";
    private static final String PASSWORD = "training";
    private static final int TLS_HANDSHAKE = 0x16;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final ServerSocket server;

    private TrainRegistry(ServerSocket server) {
        this.server = server;
        fill();
        Thread.ofPlatform().daemon().start(this::serve);
    }

    static TrainRegistry plain() throws IOException {
        return new TrainRegistry(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** Its certificate is one that nobody knows; the key lies in {@code directory}. */
    static TrainRegistry secure(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        Path file = directory.resolve("key.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(keytool, "-genkeypair", "-keyalg", "EC", "-dname", "CN=train", "-alias", "train",
                "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD);
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return new TrainRegistry(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** The name of its image. */
    String image() {
        return "127.0.0.1:" + server.getLocalPort() + "/train";
    }

    private void fill() {
        List<String> layers = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            byte[] layer = new byte[100_000 << i];
            put(digest(layer), layer);
            layers.add(descriptor("layer.v1.tar", layer));
            diffIds.add('"' + digest(layer) + '"');
        }
        String history = String.join(",", Collections.nCopies(LAYERS, "{\"created_by\":\"train\"}"));
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"2025-01-01T00:00:00Z\",\"config\":"
                + "{\"Env\":[\"A=B\"],\"Cmd\":[\"sh\"],\"Labels\":{\"a\":\"b\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
                + diffIds + "},\"history\":[" + history + "]}").getBytes(StandardCharsets.UTF_8);
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "manifest.v1+json\",\"config\":"
                + descriptor("config.v1+json", config) + ",\"layers\":" + layers + "}").getBytes(StandardCharsets.UTF_8);
        put(digest(config), config);
        put(digest(manifest), manifest);
        put("latest", manifest);
    }

    private void put(String name, byte[] bytes) {
        files.put(name, bytes);
    }

    private void serve() {
        while (true) {
            try {
                Socket connection = server.accept();
                Thread.ofPlatform().daemon().start(() -> answer(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Requests have no bodies, so each ends with its empty line. */
    private void answer(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            StringBuilder request = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == TLS_HANDSHAKE && request.isEmpty()) {
                    connection.getOutputStream()
                            .write("HTTP/1.0 400 Bad Request\r\n\r\nno TLS here\n".getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                request.append((char) c);
                if (c == '\n' && request.length() >= 4 && request.substring(request.length() - 4).equals("\r\n\r\n")) {
                    answer(request.toString(), connection.getOutputStream());
                    request.setLength(0);
                }
            }
        } catch (IOException gone) {
            // The daemon has what it wanted.
        }
    }

    private void answer(String request, OutputStream out) throws IOException {
        String path = request.split(" ", 3)[1];
        byte[] bytes = files.getOrDefault(path.substring(path.lastIndexOf('/') + 1), new byte[0]);
        String type = path.contains("/manifests/") ? OCI + "manifest.v1+json" : "application/octet-stream";
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nDocker-Content-Digest: " + digest(bytes)
                + "\r\nContent-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        if (!request.startsWith("HEAD")) {
            out.write(bytes);
        }
        out.flush();
    }

    /** A descriptor as JSON; the type without {@code application/vnd.oci.image.}. */
    static String descriptor(String type, byte[] bytes) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(OCI + type, digest(bytes), bytes.length);
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
