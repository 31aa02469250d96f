package io.berth.remote;

import static io.berth.testing.FakeRegistry.json;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem;
import io.berth.remote.credential.Credentials;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.FakeRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read of other registries has an end; up to it all is read. */
@Timeout(120)
class RemoteLimitsTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final FakeRegistry elsewhere = new FakeRegistry();
    private final CancelToken cancel = new CancelToken();
    private final Remotes remotes = new Remotes(
            new RemoteSettings(List.of(), List.of(elsewhere.authority()), "test", TransportSettings.DEFAULTS));

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
        elsewhere.close();
    }

    private Reference reference() {
        return Reference.parse(registry.authority() + "/library/x:latest");
    }

    private RegistryClient client() {
        return remotes.client(reference().repository(), Credentials.anonymous(), Map.of());
    }

    private Descriptor served(byte[] bytes) {
        registry.with(bytes);
        return Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(bytes), bytes.length);
    }

    @Test
    void configs() {
        byte[] most = new byte[Limits.CONFIG_BYTES_MAX];
        assertThat(client().config(served(most), cancel)).hasSize(most.length);
        byte[] more = new byte[Limits.CONFIG_BYTES_MAX + 1];
        assertThatThrownBy(() -> client().config(served(more), cancel)).isInstanceOf(Problem.class);
    }

    @Test
    void errors() {
        refuse(RemoteLimits.ERROR_BODY_BYTES_MAX);
        assertThatThrownBy(() -> client().fetch(reference(), cancel)).hasMessageContaining("not you");
    }

    @Test
    void errorsBeyondAreCut() {
        refuse(RemoteLimits.ERROR_BODY_BYTES_MAX + 2); // of one byte more it is known that it is more
        assertThatThrownBy(() -> client().fetch(reference(), cancel))
                .isInstanceOf(Problem.class)
                .message()
                .doesNotContain("not you");
    }

    private void refuse(int bytes) {
        String error = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not you\"}]}";
        MockResponse response = new MockResponse.Builder()
                .code(403)
                .body(" ".repeat(bytes - error.length()) + error)
                .build();
        registry.fault(request -> response);
    }

    private static String padded(String json, int bytes) {
        return json + " ".repeat(bytes - json.length());
    }

    @Test
    void tokens() {
        demandTokens(RemoteLimits.TOKEN_BODY_BYTES_MAX);
        registry.with("latest", MediaTypes.OCI_MANIFEST, "{}".getBytes(StandardCharsets.UTF_8));
        assertThatCode(() -> client().fetch(reference(), cancel)).doesNotThrowAnyException();
    }

    @Test
    void tokensBeyondAreNotRead() {
        demandTokens(RemoteLimits.TOKEN_BODY_BYTES_MAX + 1);
        assertThatThrownBy(() -> client().fetch(reference(), cancel)).isInstanceOf(Problem.class);
    }

    private void demandTokens(int bytes) {
        String realm = "http://" + registry.authority() + "/token";
        registry.fault(request -> {
            if (request.getTarget().startsWith("/token")) {
                return json(padded("{\"token\":\"t\"}", bytes));
            }
            return request.getHeaders().get("Authorization") != null
                    ? null
                    : status(401)
                            .newBuilder()
                            .addHeader("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"s\"")
                            .build();
        });
    }

    /** A page after the other without end, each with one name. */
    private void servePages(String path, String before, String after) {
        int[] page = {0};
        registry.fault(request -> !request.getTarget().startsWith(path)
                ? null
                : json(before + page[0] + after)
                        .newBuilder()
                        .addHeader("Link", "<" + path + "?last=" + ++page[0] + ">; rel=\"next\"")
                        .build());
    }

    @Test
    void pagesOfTags() {
        servePages("/v2/library/x/tags/list", "{\"name\":\"x\",\"tags\":[\"t", "\"]}");
        assertThat(client().tags(cancel)).hasSize(RemoteLimits.TAG_PAGES_MAX);
    }

    @Test
    void tags() {
        assertThat(tagsOf(RemoteLimits.TAGS_MAX)).isEqualTo(RemoteLimits.TAGS_MAX);
        assertThat(tagsOf(RemoteLimits.TAGS_MAX + 1)).isEqualTo(RemoteLimits.TAGS_MAX);
    }

    private int tagsOf(int count) {
        String names = IntStream.range(0, count).mapToObj(n -> "\"t" + n + '"').collect(Collectors.joining(","));
        registry.fault("/tags/list", 1, json("{\"name\":\"x\",\"tags\":[" + names + "]}"));
        return client().tags(cancel).size();
    }

    @Test
    void pagesOfACatalog() {
        servePages("/v2/_catalog", "{\"repositories\":[\"some/x", "\"]}");
        assertThatCode(() -> remotes.catalogSearch(registry.authority(), Credentials.anonymous())
                        .search("nothing", 10, cancel))
                .doesNotThrowAnyException();
        assertThat(registry.lines().stream().filter(line -> line.contains("_catalog")))
                .hasSize(RemoteLimits.CATALOG_PAGES_MAX);
    }

    @Test
    void pagesOfReferrers() {
        String found = Digest.of(new byte[0]).toString();
        servePages(
                "/v2/library/x/referrers/",
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"x/y\",\"digest\":\"" + found + "\",\"size\":",
                "}]}");
        assertThat(client().referrers(Digest.of(new byte[1]), cancel)).hasSize(RemoteLimits.REFERRER_PAGES_MAX);
    }

    @Test
    void addressesOfAForeignLayer() {
        byte[] layer = "layer".getBytes(StandardCharsets.UTF_8);
        elsewhere.fault(request -> request.getTarget().equals("/layer")
                ? new MockResponse.Builder().body("layer").build()
                : status(404));
        assertThatCode(() -> client().open(foreign(layer, RemoteLimits.FOREIGN_URLS_MAX - 1), 0, cancel)
                        .close())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> client().open(foreign(layer, RemoteLimits.FOREIGN_URLS_MAX), 0, cancel))
                .isInstanceOf(RegistryException.class);
    }

    /** With so many addresses that lead nowhere before the good one. */
    private Descriptor foreign(byte[] bytes, int bad) {
        List<String> urls = new ArrayList<>();
        IntStream.range(0, bad).forEach(n -> urls.add("http://" + elsewhere.authority() + "/nothing" + n));
        urls.add("http://" + elsewhere.authority() + "/layer");
        return new Descriptor(
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                Digest.of(bytes),
                bytes.length,
                null,
                null,
                urls,
                Map.of());
    }
}
