package io.berth.remote;

import static io.berth.testing.FakeRegistry.error;
import static io.berth.testing.FakeRegistry.json;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.Limited;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unauthorized;
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

    private static RemoteSettings settings() {
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
        return client(Credentials.anonymous());
    }

    private RegistryClient client(Credentials credentials) {
        return remotes.client(reference("").repository(), credentials, Map.of("x-meta-team", "blue"));
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
    void basicChallengeWithoutCredentials() {
        registry.fault(request -> challenge("Basic realm=\"x\""));
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .isInstanceOf(Unauthorized.class)
                .hasMessageEndingWith("authorization failed: no basic auth credentials");
    }

    @Test
    void wrongPasswordIsTriedOnceAndUnauthorized() {
        registry.fault(request -> challenge("Basic realm=\"x\""));
        assertThatThrownBy(() -> client(new Credentials.Password("u", "p")).resolve(reference(":latest"), cancel))
                .isInstanceOf(Unauthorized.class)
                .hasMessageEndingWith("incorrect username or password");
        assertThat(registry.lines()).hasSize(2);
    }

    @Test
    void basicCredentialsAreSentAfterAChallengeOnly() {
        registry.with("latest", image)
                .fault(request ->
                        request.getHeaders().get("Authorization") == null ? challenge("Basic realm=\"x\"") : null);
        client(new Credentials.Password("u", "p")).resolve(reference(":latest"), cancel);
        assertThat(registry.requests().getFirst().getHeaders().get("Authorization"))
                .isNull();
        assertThat(registry.requests().getLast().getHeaders().get("Authorization"))
                .isEqualTo("Basic dTpw");
    }

    @Test
    void tokenIsFetchedForTheScopeAndKeptForTheNextClient() {
        bearer("good", "{\"token\":\"good\"}");
        client(new Credentials.Password("u", "p")).resolve(reference(":latest"), cancel);
        client(new Credentials.Password("u", "p")).resolve(reference(":latest"), cancel);
        assertThat(registry.lines().stream().filter(line -> line.contains("/token")))
                .containsExactly("POST /token?a=b");
    }

    @Test
    void tokenOfOneCallerIsNotAnothers() {
        bearer("good", "{\"access_token\":\"good\"}");
        client(new Credentials.Password("u", "p")).resolve(reference(":latest"), cancel);
        client(new Credentials.Password("u", "other")).resolve(reference(":latest"), cancel);
        assertThat(registry.lines().stream().filter(line -> line.contains("/token")))
                .hasSize(2);
    }

    @Test
    void identityTokenIsPostedAndNeverInAnAddress() {
        bearer("good", "{\"access_token\":\"good\"}");
        client(new Credentials.IdentityToken("refresh-me")).resolve(reference(":latest"), cancel);
        var post = registry.requests().stream()
                .filter(request -> request.getMethod().equals("POST"))
                .findFirst()
                .orElseThrow();
        assertThat(post.getTarget()).doesNotContain("refresh-me");
        assertThat(post.getBody().utf8()).contains("grant_type=refresh_token", "refresh_token=refresh-me");
    }

    @Test
    void registryTokenIsSentAsItIs() {
        registry.with("latest", image)
                .fault(request -> "Bearer mine".equals(request.getHeaders().get("Authorization")) ? null : status(500));
        assertThat(client(new Credentials.RegistryToken("mine"))
                        .resolve(reference(":latest"), cancel)
                        .target()
                        .digest())
                .isEqualTo(image.id());
    }

    @Test
    void expiredTokenIsFetchedAnew() {
        int[] issued = {0};
        registry.with("latest", image).fault(request -> {
            if (request.getTarget().startsWith("/token")) {
                return json("{\"token\":\"t" + ++issued[0] + "\",\"expires_in\":300}");
            }
            String sent = request.getHeaders().get("Authorization");
            boolean good = issued[0] >= 2 && ("Bearer t" + issued[0]).equals(sent);
            return good ? null : challenge(realm());
        });
        RegistryClient client = client(new Credentials.Password("u", "p"));
        assertThat(client.resolve(reference(":latest"), cancel).target().digest())
                .isEqualTo(image.id());
        assertThat(issued[0]).isEqualTo(2);
    }

    @Test
    void insufficientScopeIsToldAsDenied() {
        registry.fault(request -> request.getTarget().startsWith("/token")
                ? json("{\"token\":\"t\"}")
                : challenge(realm() + ",error=\"insufficient_scope\""));
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "pull access denied for " + reference("").repository().familiar()
                                + ", repository does not exist or may require 'docker login'");
    }

    @Test
    void refusedTokenIsUnauthorized() {
        registry.fault(request -> request.getTarget().startsWith("/token")
                ? new MockResponse.Builder()
                        .code(401)
                        .body("{\"details\":\"incorrect username or password\"}")
                        .build()
                : challenge(realm()));
        assertThatThrownBy(() -> client(new Credentials.Password("u", "p")).resolve(reference(":latest"), cancel))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("authentication required - incorrect username or password");
    }

    @Test
    void authorizationStaysWithItsHost() {
        try (FakeRegistry elsewhere = new FakeRegistry()) {
            elsewhere.with("latest", image);
            registry.fault(request -> {
                if (request.getHeaders().get("Authorization") == null) {
                    return challenge("Basic realm=\"x\"");
                }
                return new MockResponse.Builder()
                        .code(307)
                        .addHeader("Location", "http://" + elsewhere.authority() + request.getTarget())
                        .build();
            });
            client(new Credentials.Password("u", "p")).resolve(reference(":latest"), cancel);
            var there = elsewhere.requests().getFirst().getHeaders();
            assertThat(there.get("Authorization")).isNull();
            assertThat(there.get("X-Meta-Team")).isNull();
        }
    }

    @Test
    void redirectsAreBounded() {
        registry.fault(request -> new MockResponse.Builder()
                .code(302)
                .addHeader("Location", request.getTarget() + "x")
                .build());
        assertThatThrownBy(() -> client().resolve(reference(":latest"), cancel))
                .hasMessageContaining("stopped after too many redirects");
        assertThat(registry.lines()).hasSize(Limits.REDIRECTS_MAX + 1);
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

    private void bearer(String token, String grant) {
        registry.with("latest", image).fault(request -> {
            if (request.getTarget().startsWith("/token")) {
                return json(grant);
            }
            return ("Bearer " + token).equals(request.getHeaders().get("Authorization")) ? null : challenge(realm());
        });
    }

    private String realm() {
        return "Bearer realm=\"http://" + registry.authority()
                + "/token?a=b\",service=\"s\",scope=\"repository:library/x:pull\"";
    }

    private static MockResponse challenge(String header) {
        return new MockResponse.Builder()
                .code(401)
                .addHeader("WWW-Authenticate", header)
                .build();
    }

    private byte[] bytesOf(Descriptor descriptor) {
        return image.blobs().get(descriptor).clone();
    }
}
