package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.TransportSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyTest {
    private static EgressPolicy policy(String... insecure) {
        return new EgressPolicy(endpoints(insecure));
    }

    private static Endpoints endpoints(String... insecure) {
        return new Endpoints(new RemoteSettings(
                List.of(URI.create("http://127.0.0.1:5000")), List.of(insecure), "test", TransportSettings.DEFAULTS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/x",
                "http://127.1/x",
                "http://2130706433/x",
                "http://localhost/x",
                "http://[::1]/x",
                "http://[::ffff:127.0.0.1]/x",
                "http://0.0.0.0/x",
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1]/x",
                "http://224.0.0.1/x",
                "file:///etc/passwd",
                "ftp://192.0.2.1/x",
                "gopher://192.0.2.1/x",
            })
    void strangersDoNotLeadHere(String uri) {
        assertThatThrownBy(() -> policy().foreign(URI.create(uri), false))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.POLICY));
    }

    @Test
    void publicAddressesAreFollowed() throws IOException {
        assertThat(policy().foreign(URI.create("https://192.0.2.1:8443/x"), false)
                        .getFirst()
                        .getPort())
                .isEqualTo(8443);
    }

    @Test
    void configuredRegistriesAreFollowed() throws IOException {
        assertThat(policy("127.0.0.1:5000").foreign(URI.create("http://127.0.0.1:5000/x"), false))
                .hasSize(1);
        assertThat(policy("127.0.0.0/8").foreign(URI.create("http://127.0.0.1:1/x"), false))
                .hasSize(1);
        assertThatThrownBy(() -> policy("127.0.0.1:5000").foreign(URI.create("http://127.0.0.1:5001/x"), false))
                .isInstanceOf(RegistryException.class);
    }

    @Test
    void localRegistryMayLeadToItsNeighbours() throws IOException {
        Endpoint local = new Endpoint(URI.create("http://127.0.0.1:5000"), true);
        assertThat(policy().isLocal(local)).isTrue();
        assertThat(policy().foreign(URI.create("http://127.0.0.1:5001/token"), true))
                .hasSize(1);
        assertThat(policy().isLocal(new Endpoint(URI.create("https://192.0.2.1"), true)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5000, true",
        "127.9.9.9, true",
        "[::1]:5000, true",
        "10.1.2.3:5000, true",
        "11.1.2.3:5000, false",
        "registry.test, true",
        "registry.test:5000, true",
        "other.test:5000, true",
        "other.test, false",
    })
    void insecureByLoopbackNameOrNetwork(String authority, boolean insecure) {
        assertThat(endpoints("10.0.0.0/8", "registry.test", "other.test:5000").isInsecure(authority))
                .isEqualTo(insecure);
    }

    @Test
    void dockerHubIsAskedAfterItsMirrors() {
        assertThat(endpoints().of("docker.io").stream()
                        .map(endpoint -> endpoint.base().toString()))
                .containsExactly("http://127.0.0.1:5000", "https://registry-1.docker.io");
        assertThat(endpoints().of("192.0.2.1:5000").stream()
                        .map(endpoint -> endpoint.base().toString()))
                .containsExactly("https://192.0.2.1:5000");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.129, true",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 2001:db8::7, true",
        "10.0.0.0/33, 10.0.0.1, false",
        "10.0.0.0/x, 10.0.0.1, false",
        "localhost/8, 127.0.0.1, false",
    })
    void networks(String network, String address, boolean contains) throws IOException {
        assertThat(Networks.contains(network, InetAddress.ofLiteral(address))).isEqualTo(contains);
    }
}
