package io.berth.server.engine;

import static io.berth.testing.FakeRegistry.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Unauthorized;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.testing.FakeRegistry;
import java.io.IOException;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what moby's HEAD answered: testing/golden, group auth. */
class AuthEndpointsTest {
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final FakeRegistry registry = new FakeRegistry()
            .fault(request ->
                    "Basic dGVzdGVyOnNlY3JldA==".equals(request.getHeaders().get("Authorization"))
                            ? json("{}")
                            : new MockResponse.Builder()
                                    .code(401)
                                    .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                                    .build());

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private String answer(int minor, String body) throws IOException {
        FakeRequest request = new FakeRequest("POST", "/auth")
                .at(minor)
                .header("Content-Type", "application/json")
                .body(body);
        return RouteTable.body(RouteTable.of(new AuthEndpoints(remotes)).call(request))
                .strip();
    }

    private String auth(String password, String address) {
        return "{\"username\":\"tester\",\"password\":\"" + password + "\",\"serveraddress\":\"" + address + "\"}";
    }

    @Test
    void rightPassword() throws IOException {
        assertThat(answer(40, auth("secret", registry.authority()))).isEqualTo("{\"Status\":\"Login Succeeded\"}");
        assertThat(answer(39, auth("secret", "http://" + registry.authority() + "/v2/")))
                .isEqualTo("{\"IdentityToken\":\"\",\"Status\":\"Login Succeeded\"}");
    }

    @Test
    void wrongPassword() {
        assertThatThrownBy(() -> answer(55, auth("no", registry.authority())))
                .isInstanceOf(Unauthorized.class)
                .hasMessage("login attempt to http://" + registry.authority()
                        + "/v2/ failed with status: 401 Unauthorized");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | invalid X-Registry-Auth header: invalid JSON: EOF",
                "{ | invalid X-Registry-Auth header: invalid JSON: unexpected EOF",
                "{\"serveraddress\":\"http://%zz\"} | unable to parse server address: parse \"http://%zz\":"
                        + " invalid URL escape \"%zz\"",
                "{\"serveraddress\":\"a b\"} | unable to parse server address: parse \"https://a b\": no host in it",
                "{\"serveraddress\":\"https://u:p@r.test\"} | unable to parse server address: credentials do not"
                        + " belong into it"
            })
    void badRequests(String body, String message) {
        assertThatThrownBy(() -> answer(55, body))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }
}
