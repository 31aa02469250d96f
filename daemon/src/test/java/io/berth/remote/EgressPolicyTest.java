package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.remote.RegistryException.Kind;
import io.berth.remote.transport.TransportSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyTest {
    private static EgressPolicy policy(String... insecure) {
        return new EgressPolicy(endpoints(insecure));
    }

    private static Endpoints endpoints(String... insecure) {
        return endpoints(Resolver.SYSTEM, insecure);
    }

    private static Endpoints endpoints(Resolver resolver, String... insecure) {
        RemoteSettings settings = new RemoteSettings(
                List.of(URI.create("http://127.0.0.1:5000")), List.of(insecure), "test", TransportSettings.DEFAULTS);
        return new Endpoints(settings, resolver);
    }

    /** Names that mean something else each time they are asked for; the last meaning stays. */
    private static final class Changing implements Resolver {
        private final Deque<String> answers;
        private int asked;

        Changing(String... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public List<InetAddress> addresses(String host) {
            asked++;
            String answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
            return Stream.of(answer.split(" ", -1)).map(InetAddress::ofLiteral).toList();
        }
    }

    private static void refused(EgressPolicy policy, String uri, Place from) {
        assertThatThrownBy(() -> policy.foreign(URI.create(uri), from))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.POLICY));
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
                "http://[::ffff:7f00:1]/x",
                "http://[::127.0.0.1]/x",
                "http://[64:ff9b::7f00:1]/x",
                "http://[2002:7f00:1::]/x",
                "http://0.0.0.0/x",
                "http://0/x",
                "http://[::]/x",
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1]/x",
                "http://224.0.0.1/x",
                "http://255.255.255.255/x",
                "http://[ff02::1]/x",
                "https://user@127.0.0.1/x",
                "file:///etc/passwd",
                "file://192.0.2.1/etc/passwd",
                "ftp://192.0.2.1/x",
                "gopher://192.0.2.1/x",
                "jar:http://192.0.2.1/x!/y",
                "data:text/plain,x",
                "//192.0.2.1/x",
                "http:///x",
                "http:x",
            })
    void strangersDoNotLeadHere(String uri) {
        refused(policy(), uri, Place.ELSEWHERE);
    }

    /** Some take them for 127.0.0.1; whoever is asked here, they never are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://LOCALHOST./x",
                "http://0177.0.0.1/x",
                "http://0x7f.0.0.1/x",
                "http://0x7f000001/x",
                "http://017700000001/x"
            })
    void addressesInOddNumbersDoNotLeadHere(String uri) throws IOException {
        try {
            assertThat(policy().foreign(URI.create(uri), Place.ELSEWHERE))
                    .allMatch(one -> Place.of(one.getAddress()) == Place.ELSEWHERE);
        } catch (RegistryException e) {
            assertThat(e.kind()).isEqualTo(Kind.POLICY);
        } catch (UnknownHostException e) {
            // no address at all
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://192.0.2.1:8443/x", "https://10.0.0.1:8443/x", "https://[fd00::1]:8443/x"})
    void otherAddressesAreFollowedThoseOfPrivateNetworksToo(String uri) throws IOException {
        assertThat(policy().foreign(URI.create(uri), Place.ELSEWHERE).getFirst().getPort())
                .isEqualTo(8443);
    }

    @Test
    void configuredRegistriesAreFollowed() throws IOException {
        assertThat(policy("127.0.0.1:5000").foreign(URI.create("http://127.0.0.1:5000/x"), Place.ELSEWHERE))
                .hasSize(1);
        assertThat(policy("127.0.0.0/8").foreign(URI.create("http://127.0.0.1:1/x"), Place.ELSEWHERE))
                .hasSize(1);
        assertThat(policy("169.254.0.0/16").foreign(URI.create("http://169.254.1.1/x"), Place.ELSEWHERE))
                .hasSize(1);
        refused(policy("127.0.0.1:5000"), "http://127.0.0.1:5001/x", Place.ELSEWHERE);
    }

    @Test
    void registryHereMayLeadToItsNeighboursAndNoFurther() throws IOException {
        assertThat(policy().foreign(URI.create("http://127.0.0.1:5001/token"), Place.MACHINE))
                .hasSize(1);
        refused(policy(), "http://169.254.169.254/token", Place.MACHINE);
        refused(policy(), "http://0.0.0.0/token", Place.MACHINE);
        refused(policy(), "http://127.0.0.1/token", Place.LINK);
        refused(policy(), "http://224.0.0.1/token", Place.NOWHERE);
        assertThat(policy().foreign(URI.create("http://169.254.1.2/token"), Place.LINK))
                .hasSize(1);
    }

    @Test
    void placeOfARegistryIsThatOfItsAddresses() {
        Endpoints endpoints = endpoints(new Changing("127.0.0.1", "192.0.2.1"));
        EgressPolicy policy = new EgressPolicy(endpoints);
        Endpoint here = endpoints.of("registry.test").getFirst();
        assertThat(policy.place(here)).isEqualTo(Place.MACHINE);
        assertThat(policy.place(here)).isEqualTo(Place.MACHINE);
        assertThat(policy.place(endpoints.of("other.test").getFirst())).isEqualTo(Place.ELSEWHERE);
    }

    @Test
    void oneBadAddressAmongGoodOnesIsEnough() {
        refused(
                new EgressPolicy(endpoints(new Changing("192.0.2.1 127.0.0.1"))),
                "http://mixed.test/x",
                Place.ELSEWHERE);
    }

    @Test
    void addressesThatWereCheckedAreTheOnesThatAreUsed() throws IOException {
        Changing names = new Changing("192.0.2.1", "127.0.0.1");
        List<InetSocketAddress> checked =
                new EgressPolicy(endpoints(names)).foreign(URI.create("http://rebinding.test:81/x"), Place.ELSEWHERE);
        assertThat(checked).containsExactly(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 81));
        assertThat(checked.getFirst().isUnresolved()).isFalse();
        assertThat(names.asked).isEqualTo(1);
    }

    @Test
    void nameThatChangesToAConfiguredNetworkBetweenTwoChecksIsStillRefused() {
        Changing names = new Changing("127.0.0.1", "10.0.0.1");
        refused(new EgressPolicy(endpoints(names, "10.0.0.0/8")), "http://rebinding.test/x", Place.ELSEWHERE);
        assertThat(names.asked).isEqualTo(1);
    }

    @Test
    void registryThatNeedsNoTlsHereIsAskedHereOnly() throws IOException {
        Changing names = new Changing("127.0.0.1 192.0.2.1", "192.0.2.2");
        Endpoints endpoints = endpoints(names);
        Endpoint here = endpoints.of("rebinding.test").getFirst();
        assertThat(here.insecure()).isTrue();
        assertThat(new EgressPolicy(endpoints).own(here, here.base()))
                .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 443));
        assertThat(names.asked).isEqualTo(1);
        endpoints.foundPlain(here);
        Endpoint moved = endpoints.of("rebinding.test").getFirst();
        assertThat(moved.insecure()).isFalse();
        assertThat(moved.isSecure()).isTrue();
    }

    @Test
    void registryThatTheUserNamedMayBeAnywhere() throws IOException {
        Endpoints endpoints = endpoints(new Changing("169.254.1.1"), "link.test:5000");
        Endpoint endpoint = endpoints.of("link.test:5000").getFirst();
        assertThat(endpoint.insecure()).isTrue();
        assertThat(new EgressPolicy(endpoints).own(endpoint, endpoint.base())).hasSize(1);
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
        assertThat(endpoints("10.0.0.0/8", "registry.test", "other.test:5000")
                        .of(authority)
                        .getFirst()
                        .insecure())
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
