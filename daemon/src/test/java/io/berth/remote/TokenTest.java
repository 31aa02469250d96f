package io.berth.remote;

import static io.berth.testing.FakeRegistry.json;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Reference;
import io.berth.oci.Repository;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.Credentials.IdentityToken;
import io.berth.remote.credential.Credentials.Password;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How tokens are asked for, kept and renewed. */
class TokenTest {
    private static final Credentials TESTER = new Password("u", "p&w");

    private final FakeRegistry registry = new FakeRegistry();
    private final RandomImage image = new RandomImages(1).image();
    private final CancelToken cancel = new CancelToken();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private int issued;

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private Reference reference() {
        return Reference.parse(registry.authority() + "/library/x:latest");
    }

    private RegistryClient client(Credentials credentials) {
        return remotes.client(reference().repository(), credentials, Map.of());
    }

    private void resolve(Credentials credentials) {
        assertThat(client(credentials).resolve(reference(), cancel).target().digest())
                .isEqualTo(image.id());
    }

    /** Demands the newest token. */
    private void demand() {
        registry.with("latest", image).fault(request -> {
            return request.getTarget().startsWith("/token") ? grant() : refusal(request);
        });
    }

    private MockResponse grant() {
        return json("{\"token\":\"t" + ++issued + "\",\"expires_in\":300}");
    }

    private @Nullable MockResponse refusal(RecordedRequest request) {
        return ("Bearer t" + issued).equals(request.getHeaders().get("Authorization")) ? null : challenge();
    }

    private MockResponse challenge() {
        return new MockResponse.Builder()
                .code(401)
                .addHeader(
                        "WWW-Authenticate",
                        "Bearer realm=\"http://" + registry.authority()
                                + "/token\",service=\"s\",scope=\"repository:library/x:pull\"")
                .build();
    }

    private List<RecordedRequest> tokenRequests() {
        return registry.requests().stream()
                .filter(request -> request.getTarget().startsWith("/token"))
                .toList();
    }

    @Test
    void credentialsGoInTheFormOfAPost() {
        demand();
        resolve(TESTER);
        RecordedRequest post = tokenRequests().getFirst();
        assertThat(post.getTarget()).isEqualTo("/token");
        assertThat(post.getBody().utf8())
                .isEqualTo("grant_type=password&username=u&password=p%26w&client_id=berth&service=s"
                        + "&scope=repository%3Alibrary%2Fx%3Apull");
    }

    @Test
    void nobodyAsksByGet() {
        demand();
        resolve(Credentials.anonymous());
        assertThat(registry.lines()).contains("GET /token?service=s&scope=repository%3Alibrary%2Fx%3Apull");
    }

    @Test
    void serverWithoutPostIsAskedByGetAndNotByPostAgain() {
        registry.fault("POST /token", 9, status(405));
        demand();
        resolve(TESTER);
        issued++; // the kept token is refused from here on
        resolve(TESTER);
        assertThat(tokenRequests().stream().map(RecordedRequest::getMethod)).containsExactly("POST", "GET", "GET");
        assertThat(tokenRequests().getLast().getTarget())
                .isEqualTo("/token?service=s&scope=repository%3Alibrary%2Fx%3Apull&account=u&client_id=berth");
        assertThat(tokenRequests().getLast().getHeaders().get("Authorization")).isEqualTo("Basic dTpwJnc=");
    }

    @Test
    void refreshTokenFallsBackToo() {
        registry.fault("POST /token", 9, status(404));
        demand();
        resolve(new IdentityToken("refresh-me"));
        assertThat(tokenRequests().getLast().getTarget()).doesNotContain("refresh-me");
    }

    @Test
    void challengeIsRememberedForTheNextClient() {
        demand();
        resolve(TESTER);
        resolve(TESTER);
        resolve(Credentials.anonymous());
        assertThat(registry.lines().stream().filter(line -> line.startsWith("HEAD")))
                .hasSize(4); // 401 and 200, then 200, then 200
        assertThat(tokenRequests()).hasSize(2);
    }

    @Test
    void rememberedBasicIsNotSentByNobody() {
        registry.with("latest", image)
                .fault(request -> request.getHeaders().get("Authorization") == null
                        ? new MockResponse.Builder()
                                .code(401)
                                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                                .build()
                        : null);
        resolve(TESTER);
        assertThatThrownBy(() -> client(Credentials.anonymous()).resolve(reference(), cancel))
                .hasMessageContaining("no basic auth credentials");
        resolve(TESTER);
        assertThat(registry.requests().getLast().getHeaders().get("Authorization"))
                .isEqualTo("Basic dTpwJnc=");
        assertThat(registry.lines()).hasSize(4);
    }

    @Test
    void registryThatNoLongerAsksIsServedWithoutItsTokenServer() {
        boolean[] open = {false};
        registry.fault(request -> !open[0] ? null : request.getTarget().startsWith("/token") ? status(503) : null);
        registry.fault(request -> open[0] && request.getHeaders().get("Authorization") != null ? status(500) : null);
        registry.with("latest", image)
                .fault(request ->
                        open[0] ? null : request.getTarget().startsWith("/token") ? grant() : refusal(request));
        resolve(TESTER);
        open[0] = true;
        resolve(Credentials.anonymous());
    }

    @Test
    void tokenThatExpiresInMidBlobIsRenewedAndTheRestIsAskedFor() throws Exception {
        demand();
        RegistryClient client = client(TESTER);
        Descriptor layer = image.blobs().keySet().stream()
                .filter(blob -> blob.mediaType().contains("layer"))
                .findFirst()
                .orElseThrow();
        client.open(layer, 0, cancel).close();
        issued++;
        try (BlobStream rest = client.open(layer, 50, cancel)) {
            assertThat(rest.start()).isEqualTo(50);
        }
        assertThat(tokenRequests()).hasSize(2);
        assertThat(registry.requests().getLast().getHeaders().get("Range")).isEqualTo("bytes=50-");
    }

    @Test
    void manyWhoWantOneTokenCauseOneRequest() throws InterruptedException {
        demand();
        resolve(Credentials.anonymous());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> client(TESTER).resolve(reference(), cancel)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(tokenRequests()).hasSize(2);
    }

    @Test
    void scopesOfSeveralRepositoriesGoIntoOneRequest() {
        demand();
        Scopes both = Scopes.push(reference().repository()).and(Scopes.pull(Repository.parse("other/base")));
        remotes.client(reference().repository(), Credentials.anonymous(), Map.of(), both)
                .resolve(reference(), cancel);
        assertThat(tokenRequests().getFirst().getTarget())
                .contains("scope=repository%3Alibrary%2Fx%3Apull", "scope=repository%3Aother%2Fbase%3Apull");
    }
}
