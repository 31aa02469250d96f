package io.berth.remote;

import static io.berth.testing.FakeRegistry.error;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.credential.Credentials;
import io.berth.remote.hosts.RegistryHosts;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from a registry that has mirrors in a {@code hosts.toml}. */
class MirrorTest {
    @TempDir
    private Path certs;

    private final FakeRegistry registry = new FakeRegistry();
    private final FakeRegistry first = new FakeRegistry();
    private final FakeRegistry second = new FakeRegistry();
    private final RandomImage image = new RandomImages(1).image();
    private final CancelToken cancel = new CancelToken();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);

    @BeforeEach
    void serve() {
        registry.with("latest", image);
        first.with("latest", image);
        second.with("latest", image);
    }

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
        first.close();
        second.close();
    }

    private Reference latest() {
        return Reference.parse(registry.authority() + "/library/x:latest");
    }

    private RegistryClient client(String... toml) throws IOException {
        Path directory = Files.createDirectories(certs.resolve(registry.authority()));
        Files.writeString(directory.resolve("hosts.toml"), String.join("\n", toml));
        return client();
    }

    private RegistryClient client() {
        remotes.reload(new RemoteSettings(
                List.of(),
                List.of(),
                RegistryHosts.read(List.of(certs)),
                Proxies.NONE,
                "test",
                TransportSettings.DEFAULTS));
        return remotes.client(latest().repository(), Credentials.anonymous(), Map.of());
    }

    private static String host(FakeRegistry mirror) {
        return "[host.\"http://" + mirror.authority() + "\"]";
    }

    private void resolve(RegistryClient client) {
        assertThat(client.resolve(latest(), cancel).target().digest()).isEqualTo(image.id());
    }

    @Test
    void firstMirrorServesAndIsToldTheRegistry() throws IOException {
        RegistryClient client = client(host(first), host(second));
        resolve(client);
        assertThat(first.lines()).containsExactly("HEAD /v2/library/x/manifests/latest?ns=" + registry.authority());
        assertThat(client.mirrors()).containsExactly(first.authority());
        assertThat(second.lines()).isEmpty();
        assertThat(registry.lines()).isEmpty();
    }

    @Test
    void brokenMirrorIsPassedOverAndAskedLastFromThenOn() throws IOException {
        first.fault(_ -> status(400));
        RegistryClient client = client(host(first), host(second));
        resolve(client);
        resolve(client);
        assertThat(first.lines()).hasSize(1);
        assertThat(second.lines()).hasSize(2);
        assertThat(client.mirrors()).containsExactly(second.authority());
    }

    @Test
    void mirrorThatHasItNotLeadsToTheRegistry() throws IOException {
        first.fault(_ -> status(404));
        RegistryClient client = client(host(first));
        resolve(client);
        assertThat(registry.lines()).containsExactly("HEAD /v2/library/x/manifests/latest");
        assertThat(client.mirrors()).isEmpty();
    }

    @Test
    void mirrorThatRefusesUsLeadsToTheRegistry() throws IOException {
        first.fault(_ -> new MockResponse.Builder()
                .code(401)
                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());
        resolve(client(host(first)));
    }

    @Test
    void mirrorThatIsDownLeadsToTheRegistry() throws IOException {
        first.close();
        resolve(client(host(first)));
    }

    @Test
    void mirrorWithoutResolveServesBlobsOnly() throws IOException {
        RegistryClient client = client(host(first), "capabilities = [\"pull\"]");
        resolve(client);
        Descriptor manifest = image.facts().target();
        client.manifest(manifest, cancel);
        assertThat(registry.lines()).containsExactly("HEAD /v2/library/x/manifests/latest");
        assertThat(first.lines())
                .containsExactly("GET /v2/library/x/manifests/" + manifest.digest() + "?ns=" + registry.authority());
    }

    @Test
    void mirrorThatServesOtherBytesLeadsToTheRegistry() throws IOException {
        Descriptor manifest = image.facts().target();
        first.fault(_ -> new MockResponse.Builder()
                .body("x".repeat((int) manifest.size()))
                .build());
        RegistryClient client = client(host(first));
        client.manifest(manifest, cancel);
        assertThat(registry.lines()).hasSize(1);
    }

    @Test
    void mirrorWhoseBlobWasWrongIsAskedLast() throws IOException {
        byte[] bytes = {1, 2, 3};
        registry.with(bytes);
        first.with(bytes);
        Descriptor blob = Descriptor.of("x/y", Digest.of(bytes), 3);
        RegistryClient client = client(host(first));
        client.open(blob, 0, cancel).close();
        assertThat(registry.lines()).isEmpty();
        client.distrust(blob);
        client.open(blob, 0, cancel).close();
        assertThat(first.lines()).hasSize(1);
        assertThat(registry.lines()).hasSize(1);
    }

    @Test
    void failureOfAllIsToldInTheRegistrysWords() throws IOException {
        first.fault(_ -> error(500, "UNKNOWN", "mirror"));
        registry.fault(_ -> status(404));
        RegistryClient client = client(host(first));
        assertThatThrownBy(() -> client.resolve(latest(), cancel))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("not found");
    }

    @Test
    void serverOfTheFileStandsForTheRegistry() throws IOException {
        resolve(client("server = \"http://" + second.authority() + "\""));
        assertThat(second.lines()).containsExactly("HEAD /v2/library/x/manifests/latest?ns=" + registry.authority());
        assertThat(registry.lines()).isEmpty();
    }

    @Test
    void overriddenPathStandsForTheApisRoot() throws IOException {
        first.fault(_ -> new MockResponse.Builder()
                .addHeader("Docker-Content-Digest", image.id().toString())
                .addHeader(
                        "Content-Length", Long.toString(image.facts().target().size()))
                .build());
        resolve(client("[host.\"http://" + first.authority() + "/cache/\"]", "override_path = true"));
        resolve(client("[host.\"http://" + first.authority() + "/cache/\"]"));
        String rest = "/library/x/manifests/latest?ns=" + registry.authority();
        assertThat(first.lines()).containsExactly("HEAD /cache" + rest, "HEAD /cache/v2" + rest);
    }

    @Test
    void tagsOfAMirrorWithAnotherRootAreReadPageByPage() throws IOException {
        first.fault(request -> request.getTarget().contains("last=")
                ? tags("[\"b\"]").build()
                : tags("[\"a\"]")
                        .addHeader("Link", "</cache/library/x/tags/list?last=a>; rel=\"next\"")
                        .build());
        RegistryClient client = client("[host.\"http://" + first.authority() + "/cache\"]", "override_path = true");
        assertThat(client.tags(cancel)).containsExactly("a", "b");
        assertThat(first.lines()).allMatch(line -> line.startsWith("GET /cache/library/x/tags/list?"));
    }

    private static MockResponse.Builder tags(String array) {
        return new MockResponse.Builder().body("{\"tags\":" + array + "}");
    }

    @Test
    void headersAreForTheirHostAlone() throws IOException {
        first.fault(_ -> new MockResponse.Builder()
                .code(307)
                .addHeader("Location", "http://" + second.authority() + "/v2/library/x/manifests/latest")
                .build());
        resolve(client(host(first), "[host.\"http://" + first.authority() + "\".header]", "x-secret = [\"a\", \"b\"]"));
        assertThat(first.requests().getFirst().getHeaders().get("X-Secret")).isEqualTo("a, b");
        assertThat(second.requests().getFirst().getHeaders().get("X-Secret")).isNull();
    }

    @Test
    void defaultDirectoryIsForAllWithoutTheirOwn() throws IOException {
        Path directory = Files.createDirectories(certs.resolve("_default"));
        Files.writeString(directory.resolve("hosts.toml"), host(second));
        resolve(client());
        assertThat(second.lines()).hasSize(1);
    }

    @Test
    void mirrorThatAnswersNoConnectionIsGivenUpInItsTime() throws IOException {
        resolve(client("[host.\"http://192.0.2.1:81\"]", "dial_timeout = \"50ms\""));
    }

    @Test
    void addressOfIpv6IsAsked() throws IOException {
        Path directory = Files.createDirectories(certs.resolve("[__1]_5000_".replace("__", "::")));
        Files.writeString(directory.resolve("hosts.toml"), "server = \"http://" + second.authority() + "\"");
        client();
        Reference six = Reference.parse("[::1]:5000/library/x:latest");
        RegistryClient client = remotes.client(six.repository(), Credentials.anonymous(), Map.of());
        assertThat(client.resolve(six, cancel).target().digest()).isEqualTo(image.id());
        assertThat(second.lines()).containsExactly("HEAD /v2/library/x/manifests/latest?ns=[::1]:5000");
    }

    @Test
    void fileThatCannotBeUsedIsNamed() {
        assertThatThrownBy(() -> client("server = [1]"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("hosts.toml: server must be a string");
    }

    @Test
    void clientsThatAreAtWorkKeepTheirSettings() throws IOException {
        RegistryClient before = client(host(first));
        RegistryClient after = client(host(second));
        resolve(before);
        resolve(after);
        assertThat(before.mirrors()).containsExactly(first.authority());
        assertThat(after.mirrors()).containsExactly(second.authority());
    }
}
