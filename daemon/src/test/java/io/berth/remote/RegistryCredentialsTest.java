package io.berth.remote;

import static io.berth.testing.FakeRegistry.json;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Reference;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unauthorized;
import io.berth.remote.credential.Credentials;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registry is told of who asks: passwords, tokens, and to whom none of them go. */
class RegistryCredentialsTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final RandomImage image = new RandomImages(1).image();
    private final CancelToken cancel = new CancelToken();
    private final Remotes remotes = new Remotes(RegistryClientTest.settings());

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
}
