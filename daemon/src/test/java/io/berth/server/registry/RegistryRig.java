package io.berth.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.ContentCheck;
import io.berth.image.PushedImages;
import io.berth.index.IndexOptions;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import io.berth.registry.Access;
import io.berth.registry.BlobPushes;
import io.berth.registry.ManifestPushes;
import io.berth.registry.Mounts;
import io.berth.registry.Pushed;
import io.berth.registry.Sources;
import io.berth.server.http.ListenAddress;
import io.berth.server.http.Listeners;
import io.berth.store.TestStore;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The distribution API over a real store, and a client of it. */
final class RegistryRig implements AutoCloseable {
    static final String OCI = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    final TestStore store;
    final int port;
    private final Listeners listeners;
    private final HttpClient client = HttpClient.newHttpClient();

    RegistryRig(Path root, Access access) throws IOException {
        this(root, access, Disk.REAL);
    }

    RegistryRig(Path root, Access access, Disk disk) throws IOException {
        store = TestStore.open(root, disk, IndexOptions.DEFAULT, "boot-1");
        listeners = new Listeners((_, _, _, _) -> {}, Listeners.Access.GUARDED, null, new RegistryDialect());
        port = ((ListenAddress.Tcp) listeners.bind(ListenAddress.parse("tcp://127.0.0.1:0"), null)).port();
        var repositories = store.index().repositories();
        listeners.serve(DistributionApi.routes(new DistributionApi.Parts(
                new Sources(
                        List.of(new Pushed(repositories, store.content(), _ -> {})),
                        () -> store.index().images().version()),
                new BlobPushes(store.content().uploads(), repositories, store.content()),
                new ManifestPushes(
                        store.index(),
                        repositories,
                        store.content(),
                        access,
                        new PushedImages(store.index(), store.content(), TrustPolicy.NONE)::naming),
                new Mounts(repositories, access),
                store.content(),
                access,
                _ -> false)));
    }

    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        byte[] bytes() {
            return response.body();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(response.body());
        }

        /** As {@code 404 BLOB_UNKNOWN}; checks the form of the body. */
        String error() {
            JsonNode errors = json().get("errors");
            assertThat(errors.size()).isEqualTo(1);
            assertThat(errors.get(0).get("message").asString()).isNotEmpty();
            return status() + " " + errors.get(0).get("code").asString();
        }
    }

    Answer ask(String method, String path, String... headers) {
        return ask(method, path, null, headers);
    }

    /** Sends a request; header names and values alternate. */
    Answer ask(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!method.equals("GET")) {
            request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Begins an upload; returns its location. */
    String begin(String repository) {
        Answer begun = ask("POST", "/v2/" + repository + "/blobs/uploads/");
        assertThat(begun.status()).isEqualTo(202);
        return begun.header("Location");
    }

    Digest push(String repository, byte[] blob) {
        Digest digest = Digest.of(blob);
        assertThat(ask("PUT", begin(repository) + "?digest=" + digest, blob).status())
                .isEqualTo(201);
        return digest;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String descriptor(String type, byte[] blob) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(blob) + "\",\"size\":" + blob.length + "}";
    }

    /** A manifest of a config and layers, which it does not push; {@code more} are further members. */
    static byte[] manifest(String more, byte[] config, byte[]... layers) {
        List<String> rows = new ArrayList<>();
        for (byte[] layer : layers) {
            rows.add(descriptor("application/vnd.oci.image.layer.v1.tar", layer));
        }
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "\",\"config\":"
                + descriptor("application/vnd.oci.image.config.v1+json", config) + ",\"layers\":["
                + String.join(",", rows) + "]" + more + "}");
    }

    Answer put(String repository, String reference, byte[] manifest, String type) {
        return ask("PUT", "/v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", type);
    }

    /** Pushes an image whole; returns the bytes of its manifest. */
    byte[] image(String repository, String tag, String... layers) {
        byte[] config = bytes("{\"config\":\"" + tag + "\"}");
        push(repository, config);
        List<byte[]> blobs = new ArrayList<>();
        for (String layer : layers) {
            blobs.add(bytes(layer));
            push(repository, bytes(layer));
        }
        byte[] manifest = manifest("", config, blobs.toArray(byte[][]::new));
        assertThat(put(repository, tag, manifest, OCI).status()).isEqualTo(201);
        return manifest;
    }

    /** What is wrong with the store, in words. */
    List<String> faults() throws IOException {
        return ContentCheck.faults(store.root());
    }

    @Override
    public void close() {
        listeners.close();
        store.close();
    }
}
