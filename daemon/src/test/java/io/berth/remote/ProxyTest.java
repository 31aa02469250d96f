package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.RegistryException.Kind;
import io.berth.remote.credential.Credentials;
import io.berth.remote.hosts.RegistryHosts;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.FakeProxy;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries behind a proxy; their names are known to it alone. */
class ProxyTest {
    private static final String BASIC = "Basic dTpwQHc="; // u:p@w

    private final FakeRegistry registry = new FakeRegistry();
    private final RandomImage image = new RandomImages(1).image();
    private final CancelToken cancel = new CancelToken();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final Reference latest = Reference.parse("registry.invalid/library/x:latest");

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    /** The registry speaks no TLS; as an insecure one it is asked by TLS first, through a tunnel. */
    private RegistryClient client(Proxies proxies) {
        remotes.reload(new RemoteSettings(
                List.of(),
                List.of("registry.invalid"),
                RegistryHosts.NONE,
                proxies,
                "test",
                TransportSettings.DEFAULTS));
        return remotes.client(latest.repository(), Credentials.anonymous(), Map.of());
    }

    @Test
    void tunnelAndPlainRequestGoThroughIt() throws IOException {
        registry.with("latest", image);
        try (FakeProxy proxy = new FakeProxy(registry.authority(), "")) {
            RegistryClient client = client(Proxies.of(proxy.address(), "http://" + proxy.address(), ""));
            assertThat(client.resolve(latest, cancel).target().digest()).isEqualTo(image.id());
            assertThat(proxy.lines())
                    .containsOnly(
                            "CONNECT registry.invalid:443 HTTP/1.1",
                            "HEAD http://registry.invalid/v2/library/x/manifests/latest HTTP/1.1");
            assertThat(registry.requests().getLast().getHeaders().get("Host")).isEqualTo("registry.invalid");
        }
    }

    @Test
    void passwordIsGivenToTheProxy() throws IOException {
        registry.with("latest", image);
        try (FakeProxy proxy = new FakeProxy(registry.authority(), BASIC)) {
            String address = "http://u:p%40w@" + proxy.address();
            RegistryClient client = client(Proxies.of(address, address, ""));
            assertThat(client.resolve(latest, cancel).target().digest()).isEqualTo(image.id());
        }
    }

    @Test
    void missingPasswordIsToldWithoutSecrets() throws IOException {
        try (FakeProxy proxy = new FakeProxy(registry.authority(), BASIC)) {
            remotes.reload(new RemoteSettings(
                    List.of(),
                    List.of(),
                    RegistryHosts.NONE,
                    Proxies.of("", "http://u:wrong@" + proxy.address(), ""),
                    "test",
                    TransportSettings.DEFAULTS));
            RegistryClient strict = remotes.client(latest.repository(), Credentials.anonymous(), Map.of());
            assertThatThrownBy(() -> strict.resolve(latest, cancel))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("proxyconnect tcp: dial tcp " + proxy.address()
                            + ": the proxy answered 407 Proxy Authentication Required")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void proxyThatIsDownIsNamed() throws IOException {
        FakeProxy proxy = new FakeProxy(registry.authority(), "");
        proxy.close();
        RegistryClient client = client(Proxies.of(proxy.address(), proxy.address(), ""));
        assertThatThrownBy(() -> client.resolve(latest, cancel))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(
                        "proxyconnect tcp: dial tcp " + proxy.address() + ": connect: connection refused");
    }

    @Test
    void thisMachineIsReachedDirectly() throws IOException {
        registry.with("latest", image);
        try (FakeProxy proxy = new FakeProxy(registry.authority(), "")) {
            client(Proxies.of(proxy.address(), proxy.address(), ""));
            Reference here = Reference.parse(registry.authority() + "/library/x:latest");
            remotes.client(here.repository(), Credentials.anonymous(), Map.of()).resolve(here, cancel);
            assertThat(proxy.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "http://[fe80::1]/",
                "http://2130706433/",
                "http://0x7f.1/",
                "http://a.localhost/",
                "http://LOCALHOST./",
                "http://0177.0.0.1./",
                "http://[::ffff:127.0.0.1]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://224.0.0.1/"
            })
    void namesOfThisMachineAreRefusedBehindAProxyToo(String url) {
        RemoteSettings settings = new RemoteSettings(
                List.of(),
                List.of(),
                RegistryHosts.NONE,
                Proxies.of("http://proxy.invalid:3128", "", ""),
                "test",
                TransportSettings.DEFAULTS);
        EgressPolicy policy = new EgressPolicy(new Endpoints(settings, Resolver.SYSTEM));
        assertThatThrownBy(() -> policy.checkName(URI.create(url), Place.ELSEWHERE))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.POLICY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://p:21", "socks5://p", "http://", "http://u:secret@", "http://p:x", "http://a b"})
    void addressThatIsNoneIsRefusedWithoutShowingIt(String address) {
        assertThatThrownBy(() -> Proxies.of("", address, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the address of the HTTPS proxy is not valid")
                .hasMessageNotContaining("secret");
    }

    @Test
    void passwordsAreMaskedAsDockerdDoes() {
        assertThat(Proxies.masked("http://u:p@w@proxy:3128")).isEqualTo("http://xxxxx:xxxxx@proxy:3128");
        assertThat(Proxies.masked("u:p@proxy:3128")).isEqualTo("xxxxx:xxxxx@proxy:3128");
        assertThat(Proxies.masked("http://proxy:3128")).isEqualTo("http://proxy:3128");
        assertThat(Proxies.of("http://u:p@proxy", "", "").of(URI.create("http://x.invalid")))
                .hasToString("Optional[http://xxxxx:xxxxx@proxy:80]");
    }
}
