package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.berth.io.CancelToken;
import io.berth.oci.Reference;
import io.berth.remote.credential.Credentials;
import io.berth.testing.FakeRegistry;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that throw back what they were given: none of it comes out again. */
class SecretsTest {
    private static final String SECRET = "s3cret/word";
    private static final String ENCODED = "s3cret%2Fword";
    private static final String BASIC = "dTpzM2NyZXQvd29yZA==";

    private final FakeRegistry registry = new FakeRegistry();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private String failureWith(Credentials credentials) {
        Reference reference = Reference.parse(registry.authority() + "/library/x:latest");
        RegistryClient client = remotes.client(reference.repository(), credentials, Map.of());
        StringBuilder all = new StringBuilder();
        for (Throwable e = catchThrowable(() -> client.fetch(reference, new CancelToken()));
                e != null;
                e = e.getCause()) {
            all.append(e).append('\n');
        }
        return all.toString();
    }

    private static String echoed(RecordedRequest request) {
        String sent = request.getHeaders().get("Authorization");
        return SECRET + ' ' + ENCODED + ' ' + (sent == null ? "" : sent);
    }

    private MockResponse echo(String where, int code, RecordedRequest request) {
        String text = echoed(request);
        return new MockResponse.Builder()
                .code(code)
                .addHeader("WWW-Authenticate", where.equals("challenge") ? "Basic realm=\"" + text + "\"" : "Basic")
                .addHeader(
                        "Location", "http://127.0.0.1:1/?" + (where.equals("location") ? text.replace(' ', '/') : ""))
                .body(
                        where.equals("body")
                                ? "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"you sent " + text + "\"}]}"
                                : "{}")
                .build();
    }

    @ParameterizedTest
    @CsvSource({"body,403", "body,401", "body,404", "body,500", "challenge,401", "location,307"})
    void passwordByBasic(String where, int code) {
        registry.fault(request -> request.getHeaders().get("Authorization") == null
                ? new MockResponse.Builder()
                        .code(401)
                        .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                        .build()
                : echo(where, code, request));
        assertThat(failureWith(new Credentials.Password("u", SECRET)))
                .isNotEmpty()
                .doesNotContain(SECRET, ENCODED, BASIC);
    }

    @ParameterizedTest
    @CsvSource({"body,403", "body,401", "body,400", "body,500", "challenge,401", "location,307"})
    void everySecretAtTheTokenServer(String where, int code) {
        registry.fault(request -> request.getTarget().startsWith("/token")
                ? echo(where, code, request)
                : new MockResponse.Builder()
                        .code(401)
                        .addHeader("WWW-Authenticate", "Bearer realm=\"http://" + registry.authority() + "/token\"")
                        .build());
        assertThat(failureWith(new Credentials.Password("u", SECRET)))
                .isNotEmpty()
                .doesNotContain(SECRET, ENCODED, BASIC);
        assertThat(failureWith(new Credentials.IdentityToken(SECRET)))
                .isNotEmpty()
                .doesNotContain(SECRET, ENCODED);
    }

    @ParameterizedTest
    @CsvSource({"body,403", "body,401", "body,404", "body,500", "challenge,401", "location,307"})
    void registryToken(String where, int code) {
        registry.fault(request -> echo(where, code, request));
        assertThat(failureWith(new Credentials.RegistryToken(SECRET)))
                .isNotEmpty()
                .doesNotContain(SECRET, ENCODED);
    }

    @Test
    void shortTextsAreLeftAlone() {
        assertThat(new Secrets(java.util.List.of()).hide("an ox")).isEqualTo("an ox");
    }
}
