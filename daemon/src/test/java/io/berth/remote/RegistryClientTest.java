package io.berth.remote;

import static io.berth.testing.FakeRegistry.error;
import static io.berth.testing.FakeRegistry.json;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.credential.Credentials;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final RandomImage image = new RandomImages(1).image();
    private final CancelToken cancel = new CancelToken();
    private final Remotes remotes = new Remotes(settings());

    static RemoteSettings settings() {
        return new RemoteSettings(
                List.of(),
                List.of(),
                "test",
                new TransportSettings(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 1 << 20));
    }

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private Reference reference(String rest) {
        return Reference.parse(registry.authority() + "/library/x" + rest);
    }

    private RegistryClient client() {
        return remotes.client(reference("").repository(), Credentials.anonymous(), Map.of("x-meta-team", "blue"));
    }

    @Test
    void resolvesByOneHead() {
        registry.with("latest", image);
        Resolution resolution = client().resolve(reference(":latest"), cancel);
        assertThat(resolution.target().digest()).isEqualTo(image.id());
        assertThat(registry.lines()).containsExactly("HEAD /v2/library/x/manifests/latest");
        assertThat(registry.requests().getFirst().getHeaders().get("X-Meta-Team"))
                .isEqualTo("blue");
    }

    @Test
    void resolvesByGetWhereTheHeadTellsNoDigest() {
        byte[] manifest = bytesOf(image.facts().target());
        registry.with("latest", image)
                .fault(request -> request.getTarget().endsWith("latest")
                        ? new MockResponse.Builder()
                                .addHeader("Content-Type", MediaTypes.OCI_MANIFEST)
                                .body(new okio.Buffer().write(manifest))
                                .build()
                        : null);
        Resolution resolution = client().resolve(reference(":latest"), cancel);
        assertThat(resolution.target().digest()).isEqualTo(image.id());
        assertThat(resolution.bytes()).isEqualTo(manifest);
    }

    @Test
    void missingTagIsNotFoundInTheEnginesWords() {
        assertThatThrownBy(() -> client().resolve(reference(":nope"), cancel))
                .isInstanceOf(NotFound.class)
                .hasMessage("failed to resolve reference \"" + reference(":nope") + "\": " + reference(":nope")
                        + ": not found");
    }

    @Test
    void manifestBeyondTheLimitIsRefusedByItsLength() {
        registry.fault(request -> new MockResponse.Builder()
                .addHeader("Docker-Content-Digest", image.id().toString())
                .addHeader("Content-Length", Long.toString(Limits.MANIFEST_BYTES_MAX + 1L))
                .build());
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("rejecting " + (Limits.MANIFEST_BYTES_MAX + 1) + " byte manifest");
    }

    @Test
    void manifestAtTheLimitIsRead() {
        byte[] most = new byte[Limits.MANIFEST_BYTES_MAX];
        registry.with("most", MediaTypes.OCI_MANIFEST, most);
        assertThat(client().fetch(reference(":most"), cancel).findBytes().orElseThrow())
                .hasSize(most.length);
    }

    @Test
    void limitIsToldInTheRegistrysWords() {
        registry.fault(request -> error(429, "TOOMANYREQUESTS", "You have reached your pull rate limit."));
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .isInstanceOf(Limited.class)
                .hasMessage("toomanyrequests: You have reached your pull rate limit.");
    }

    @Test
    void limitThatSaysNoTimeIsTriedSoOftenAndNoMore() {
        registry.with("latest", image).fault("HEAD", RemoteLimits.LIMITED_TRIES_MAX - 1, status(429));
        assertThat(client().resolve(reference(":latest"), cancel).target().digest())
                .isEqualTo(image.id());
        registry.fault("HEAD", RemoteLimits.LIMITED_TRIES_MAX, status(429));
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel)).isInstanceOf(Limited.class);
    }

    @Test
    void forbiddenIsToldInTheRegistrysWords() {
        registry.fault(request -> error(403, "DENIED", "not for you"));
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .isInstanceOf(Forbidden.class)
                .hasMessage("error from registry: denied: not for you");
    }

    @Test
    void serverErrorsAreTriedAgain() {
        registry.with("latest", image).fault("HEAD", 2, status(503));
        assertThat(client().resolve(reference(":latest"), cancel).target().digest())
                .isEqualTo(image.id());
    }

    @Test
    void serverErrorThatStaysIsUnavailable() {
        registry.fault(request -> status(502));
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("unexpected status from HEAD request to http://")
                .hasMessageEndingWith(": 502 Server Error");
    }

    @Test
    void nobodyListeningIsUnavailable() {
        registry.close();
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .isInstanceOf(Unavailable.class)
                .hasMessage("failed to resolve reference \"" + reference(":latest")
                        + "\": failed to do request: Head \"https://" + registry.authority()
                        + "/v2/library/x/manifests/latest\": dial tcp " + registry.authority()
                        + ": connect: connection refused");
    }

    @Test
    void redirectsAreBounded() {
        registry.fault(request -> new MockResponse.Builder()
                .code(302)
                .addHeader("Location", request.getTarget() + "x")
                .build());
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .hasMessageContaining("stopped after too many redirects");
        assertThat(registry.lines()).hasSize(RemoteLimits.REDIRECTS_MAX + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://example.test/x", "http://", "::", ""})
    void redirectsToOtherThingsAreNotFollowed(String location) {
        registry.fault(request -> new MockResponse.Builder()
                .code(302)
                .addHeader("Location", location)
                .build());
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel)).isInstanceOf(Unavailable.class);
        assertThat(registry.lines()).hasSize(1);
    }

    @Test
    void wrongBytesOfAManifestAreFetchedOnceMore() {
        byte[] manifest = bytesOf(image.facts().target());
        byte[] bad = manifest.clone();
        bad[5] ^= 1;
        registry.with("latest", image)
                .fault(
                        "GET",
                        1,
                        new MockResponse.Builder()
                                .body(new okio.Buffer().write(bad))
                                .build());
        assertThat(client().manifest(image.facts().target(), cancel)).isEqualTo(manifest);
    }

    @Test
    void wrongBytesTwiceAreCorrupt() {
        byte[] bad = bytesOf(image.facts().target());
        bad[5] ^= 1;
        registry.fault(
                "GET",
                2,
                new MockResponse.Builder().body(new okio.Buffer().write(bad)).build());
        assertThatThrownBy(() -> client().manifest(image.facts().target(), cancel))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("unexpected commit digest " + Digest.of(bad) + ", expected " + image.id());
    }

    @Test
    void manifestOfAnotherSizeIsCorrupt() {
        registry.with("latest", image);
        Descriptor target = image.facts().target();
        Descriptor lying = Descriptor.of(target.mediaType(), target.digest(), target.size() + 1);
        assertThatThrownBy(() -> client().manifest(lying, cancel))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("failed size validation: " + target.size() + " != " + (target.size() + 1));
    }

    @Test
    void manifestCutInTheMiddleIsFetchedAgain() {
        byte[] manifest = bytesOf(image.facts().target());
        registry.with("latest", image)
                .fault(
                        "GET",
                        1,
                        new MockResponse.Builder()
                                .body(new okio.Buffer().write(manifest))
                                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                                .build());
        assertThat(client().manifest(image.facts().target(), cancel)).isEqualTo(manifest);
    }

    @Test
    void tagsOfAllPagesInTheirOrder() {
        registry.fault(request -> request.getTarget().contains("last=b")
                ? json("{\"tags\":[\"a\",\"../etc\"]}")
                : new MockResponse.Builder()
                        .addHeader("Link", "</v2/library/x/tags/list?last=b&n=2>; rel=\"next\"")
                        .body("{\"tags\":[\"c\",\"b\"]}")
                        .build());
        assertThat(client().tags(cancel)).containsExactly("c", "b", "a");
    }

    @Test
    void tagPagesOfAnotherHostAreNotFollowed() {
        registry.fault(request -> new MockResponse.Builder()
                .addHeader("Link", "<http://example.test/v2/library/x/tags/list?last=b>; rel=\"next\"")
                .body("{\"tags\":[\"c\"]}")
                .build());
        assertThat(client().tags(cancel)).containsExactly("c");
    }

    @Test
    void tagsOfNoRepository() {
        registry.fault(request -> error(404, "NAME_UNKNOWN", "repository name not known to registry"));
        assertThatThrownBy(() -> client().tags(cancel))
                .isInstanceOf(NotFound.class)
                .hasMessage("repository " + reference("").repository().familiar()
                        + " not found: name unknown: repository name not known to registry");
    }

    @Test
    void cancelledCallEndsAtOnce() {
        registry.fault(request -> {
            cancel.cancel();
            return new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build();
        });
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel)).isInstanceOf(Unavailable.class);
    }

    private byte[] bytesOf(Descriptor descriptor) {
        return image.blobs().get(descriptor).clone();
    }
}
