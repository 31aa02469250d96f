package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.KnownCredentials;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a registry's words lead, and its name, when that changes what it means. */
@Timeout(30)
class EgressTest {
    private static final String PRIVATE = "192.0.2.1";

    private final FakeRegistry registry = new FakeRegistry();
    private final FakeRegistry neighbour = new FakeRegistry();
    private final RandomImage image = new RandomImages(5).image();
    private final CancelToken cancel = new CancelToken();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Remotes remotes;

    @BeforeEach
    void open() {
        remotes = new Remotes(
                RemoteSettings.DEFAULTS, AskSettings.DIRECT, _ -> {}, KnownCredentials.NONE, this::addresses);
        registry.with("latest", image);
        neighbour.with("latest", image);
    }

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
        neighbour.close();
    }

    private List<InetAddress> addresses(String host) throws UnknownHostException {
        asked.add(host);
        return names.containsKey(host)
                ? List.of(InetAddress.ofLiteral(names.get(host)))
                : Resolver.SYSTEM.addresses(host);
    }

    private Resolution resolve(String authority, Credentials credentials) {
        Reference latest = Reference.parse(authority + "/library/x:latest");
        return remotes.client(latest.repository(), credentials, Map.of()).resolve(latest, cancel);
    }

    private static String port(FakeRegistry of) {
        return of.authority().substring(of.authority().indexOf(':'));
    }

    private void redirect(String location) {
        registry.fault(request -> new MockResponse.Builder()
                .code(307)
                .addHeader("Location", location)
                .build());
    }

    private void challenge(String realm) {
        registry.fault(request -> request.getHeaders().get("Authorization") != null
                ? null
                : new MockResponse.Builder()
                        .code(401)
                        .addHeader("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"x\"")
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1]/x",
                "http://0.0.0.0:1/x",
                "http://224.0.0.1/x",
                "http://[64:ff9b::a9fe:a9fe]/x",
                "http://link.test/x",
                "file:///etc/passwd",
                "file://localhost/etc/passwd",
                "ftp://192.0.2.1/x",
                "gopher://192.0.2.1/x",
                "jar:file:/x!/y",
                "data:,x",
            })
    void redirectsAndTokenServersInOtherPlacesAreNotFollowed(String uri) {
        names.put("link.test", "169.254.169.254");
        challenge(uri);
        assertThatThrownBy(() -> resolve(registry.authority(), Credentials.anonymous()))
                .isInstanceOf(Unavailable.class);
        redirect(uri);
        assertThatThrownBy(() -> resolve(registry.authority(), Credentials.anonymous()))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void neighboursOnThisMachineAreFollowed() {
        redirect("http://" + neighbour.authority() + "/v2/library/x/manifests/latest");
        assertThat(resolve(registry.authority(), Credentials.anonymous())
                        .target()
                        .digest())
                .isEqualTo(image.id());
        assertThat(neighbour.lines()).hasSize(1);
    }

    @Test
    void registryOnThisMachineIsAskedNowhereElseWhenItsNameMoves() {
        names.put("moving.test", "127.0.0.1");
        Reference latest = Reference.parse("moving.test" + port(registry) + "/library/x:latest");
        RegistryClient client = remotes.client(latest.repository(), Credentials.anonymous(), Map.of());
        names.put("moving.test", PRIVATE);
        assertThat(client.resolve(latest, cancel).target().digest()).isEqualTo(image.id());
        assertThatCode(() -> client.manifest(image.facts().target(), cancel)).doesNotThrowAnyException();
        assertThat(asked).containsExactly("moving.test");
    }

    @Test
    void passwordGoesToNoTokenServerElsewhereWithoutTls() {
        Credentials secret = new Credentials.Password("u", "p");
        names.put("token.test", PRIVATE);
        challenge("http://token.test/token");
        assertThatThrownBy(() -> resolve(registry.authority(), secret))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("credentials are not sent without TLS to token.test");
    }

    @Test
    void passwordGoesToATokenServerOfThisMachine() {
        names.put("token.test", "127.0.0.1");
        challenge("http://token.test" + port(neighbour) + "/token");
        neighbour.fault(request -> FakeRegistry.json("{\"token\":\"t\"}"));
        assertThat(resolve(registry.authority(), new Credentials.Password("u", "p"))
                        .target()
                        .digest())
                .isEqualTo(image.id());
        assertThat(neighbour.requests()).isNotEmpty();
    }
}
