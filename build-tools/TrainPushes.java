import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Pushes images of many small layers to the registry of the daemon that is trained, and pulls them, as clients do it: often
 * enough that the JVM compiles what answers.
 */
final class TrainPushes {
    private static final int IMAGES = 4;
    private static final int LAYERS = 60;
    private static final int LAYER_BYTES = 20_000;
    private static final int PULLS = 12;
    private static final String CONFIG = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";

    private final URI registry;
    private HttpClient http = client();

    TrainPushes(int port) {
        registry = URI.create("http://127.0.0.1:" + port + "/v2/");
    }

    void run() {
        for (int image = 0; image < IMAGES; image++) {
            String repository = "train/" + image;
            try {
                List<String> blobs = push(repository, image);
                for (int i = 0; i < PULLS; i++) {
                    // Each by a connection of its own, as another client: what had a body is answered by the longer way.
                    http.close();
                    http = client();
                    pull(repository, blobs);
                }
            } catch (IOException | InterruptedException e) {
                System.err.println(repository + ": " + e);
            }
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private List<String> push(String repository, int image) throws IOException, InterruptedException {
        List<String> layers = new ArrayList<>();
        List<String> blobs = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            byte[] layer = ByteBuffer.allocate(LAYER_BYTES).putInt(image).putInt(i).array();
            blobs.add(upload(repository, layer, i % 2 == 0));
            layers.add(TrainRegistry.descriptor("layer.v1.tar", layer));
        }
        byte[] config = CONFIG.getBytes(StandardCharsets.UTF_8);
        blobs.add(upload(repository, config, true));
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + TrainRegistry.OCI + "manifest.v1+json\",\"config\":"
                + TrainRegistry.descriptor("config.v1+json", config) + ",\"layers\":" + layers + "}";
        send(HttpRequest.newBuilder(registry.resolve(repository + "/manifests/latest"))
                .header("Content-Type", TrainRegistry.OCI + "manifest.v1+json")
                .PUT(BodyPublishers.ofString(manifest)));
        return blobs;
    }

    /** Whole by PUT, or by PATCH and a PUT without a body: clients do either. */
    private String upload(String repository, byte[] bytes, boolean whole) throws IOException, InterruptedException {
        String digest = TrainRegistry.digest(bytes);
        send(HttpRequest.newBuilder(blob(repository, digest)).HEAD());
        URI session = location(send(HttpRequest.newBuilder(registry.resolve(repository + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody())));
        if (!whole) {
            session = location(send(octets(session).method("PATCH", BodyPublishers.ofByteArray(bytes))));
        }
        BodyPublisher rest = whole ? BodyPublishers.ofByteArray(bytes) : BodyPublishers.noBody();
        String query = (session.getRawQuery() == null ? "?" : "&") + "digest=" + digest;
        send(octets(URI.create(session + query)).PUT(rest));
        return digest;
    }

    private static HttpRequest.Builder octets(URI target) {
        return HttpRequest.newBuilder(target).header("Content-Type", "application/octet-stream");
    }

    private static URI location(HttpResponse<byte[]> answer) throws IOException {
        return answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow(IOException::new));
    }

    private void pull(String repository, List<String> blobs) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(registry.resolve(repository + "/manifests/latest")).HEAD());
        send(HttpRequest.newBuilder(registry.resolve(repository + "/manifests/latest")));
        send(HttpRequest.newBuilder(registry.resolve(repository + "/tags/list")));
        for (String digest : blobs) {
            send(HttpRequest.newBuilder(blob(repository, digest)).HEAD());
            send(HttpRequest.newBuilder(blob(repository, digest)));
        }
    }

    private URI blob(String repository, String digest) {
        return registry.resolve(repository + "/blobs/" + digest);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }
}
