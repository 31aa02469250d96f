package io.berth.remote;

import static io.berth.testing.FakeRegistry.json;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.Credentials.IdentityToken;
import io.berth.remote.credential.Credentials.Password;
import io.berth.testing.FakeRegistry;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private String login(Credentials credentials) {
        return remotes.login(registry.authority(), credentials, new CancelToken());
    }

    private String url() {
        return "http://" + registry.authority() + "/v2/";
    }

    private static MockResponse challenge(String header) {
        return new MockResponse.Builder()
                .code(401)
                .addHeader("WWW-Authenticate", header)
                .build();
    }

    private void basic() {
        registry.fault(request -> "Basic dTpw".equals(request.getHeaders().get("Authorization"))
                ? json("{}")
                : challenge("Basic realm=\"x\""));
    }

    private void bearer(MockResponse grant) {
        registry.fault(request -> request.getTarget().startsWith("/token")
                ? grant
                : "Bearer good".equals(request.getHeaders().get("Authorization"))
                        ? json("{}")
                        : challenge("Bearer realm=\"http://" + registry.authority() + "/token\",service=\"s\""));
    }

    @Test
    void openRegistryTakesEverything() {
        registry.fault(_ -> json("{}"));
        assertThat(login(new Password("u", "p"))).isEmpty();
    }

    @Test
    void rightPassword() {
        basic();
        assertThat(login(new Password("u", "p"))).isEmpty();
        assertThat(registry.requests().getFirst().getHeaders().get("Authorization"))
                .isNull();
    }

    @Test
    void wrongPassword() {
        basic();
        assertThatThrownBy(() -> login(new Password("u", "no")))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("login attempt to " + url() + " failed with status: 401 Unauthorized");
    }

    @Test
    void noPassword() {
        basic();
        assertThatThrownBy(() -> login(new Password("u", "")))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("Get \"" + url() + "\": no basic auth credentials");
    }

    @Test
    void identityTokenComesBackWhereTheServerGivesOne() {
        bearer(json("{\"token\":\"good\",\"refresh_token\":\"lasting\"}"));
        assertThat(login(new Password("u", "p"))).isEqualTo("lasting");
        assertThat(registry.lines()).contains("GET /token?service=s&account=u&client_id=berth&offline_token=true");
    }

    @Test
    void identityTokenIsCheckedAndStays() {
        bearer(json("{\"access_token\":\"good\"}"));
        assertThat(login(new IdentityToken("mine"))).isEqualTo("mine");
    }

    @Test
    void tokenServerRefuses() {
        bearer(new MockResponse.Builder()
                .code(401)
                .body("{\"details\":\"incorrect username or password\"}")
                .build());
        assertThatThrownBy(() -> login(new Password("u", "no")))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("Get \"" + url() + "\": unauthorized: incorrect username or password");
    }

    @Test
    void brokenRegistry() {
        registry.fault(_ -> status(500));
        assertThatThrownBy(() -> login(new Password("u", "p"))).isInstanceOf(Unavailable.class);
    }

    @Test
    void nobodyListens() {
        assertThatThrownBy(() -> remotes.login("127.0.0.1:1", new Password("u", "p"), new CancelToken()))
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: ");
    }
}
