package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Limited;
import io.berth.remote.credential.Credentials;
import io.berth.remote.hosts.RegistryHosts;
import io.berth.remote.transport.TransportSettings;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SilencesTest {
    private static final RemoteSettings SETTINGS = new RemoteSettings(
            List.of(),
            List.of(),
            RegistryHosts.NONE,
            Proxies.NONE,
            "test",
            TransportSettings.DEFAULTS,
            new Backoff(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(2)));

    private final FakeRegistry registry = new FakeRegistry();
    private final RandomImage image = new RandomImages(1).image();
    private final Remotes remotes = new Remotes(SETTINGS);
    private final CancelToken cancel = new CancelToken();

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private Reference latest() {
        return Reference.parse(registry.authority() + "/library/x:latest");
    }

    private RegistryClient client(Credentials credentials) {
        return remotes.client(latest().repository(), credentials, Map.of());
    }

    private RegistryClient client() {
        return client(Credentials.anonymous());
    }

    private static MockResponse refusal(String seconds) {
        return FakeRegistry.error(429, "TOOMANYREQUESTS", "slow down")
                .newBuilder()
                .addHeader("Retry-After", seconds)
                .build();
    }

    /** One who is refused, and has asked for the reason; the registry serves from then on. */
    private void oneIsRefused() {
        registry.with("latest", image).fault("", 2, refusal("600"));
        assertThatThrownBy(() -> client().resolve(latest(), cancel))
                .isInstanceOf(Limited.class)
                .hasMessage("toomanyrequests: slow down");
    }

    @Test
    void othersAreToldWithoutAskingUntilThen() {
        oneIsRefused();
        int asked = registry.lines().size();
        assertThatThrownBy(() -> client().resolve(latest(), cancel))
                .isInstanceOf(Limited.class)
                .hasMessageMatching("toomanyrequests: " + registry.authority()
                        + " has asked not to be asked again before 20\\d\\d-.*Z");
        assertThat(registry.lines()).hasSize(asked);
    }

    @Test
    void whoBeginsMeanwhileWaitsAsTheFirstOneDoes() throws InterruptedException {
        AtomicInteger refused = new AtomicInteger();
        AtomicLong end = new AtomicLong();
        registry.with("latest", image).fault(_ -> {
            end.compareAndSet(0, System.nanoTime() + 1_000_000_000);
            return System.nanoTime() < end.get() ? counted(refused) : null;
        });
        Thread first = Thread.ofVirtual().start(() -> client().resolve(latest(), cancel));
        while (remotes.silences() == 0) {
            Thread.onSpinWait();
        }
        assertThat(client().resolve(latest(), cancel).target().digest()).isEqualTo(image.id());
        first.join();
        assertThat(refused).hasValue(1);
    }

    private static MockResponse counted(AtomicInteger refused) {
        refused.incrementAndGet();
        return refusal("1");
    }

    @Test
    void otherCredentialsAreNoneOfIt() {
        oneIsRefused();
        assertThatCode(() -> client(new Credentials.Password("me", "secret")).resolve(latest(), cancel))
                .doesNotThrowAnyException();
    }

    @Test
    void reloadForgetsIt() {
        oneIsRefused();
        remotes.reload(SETTINGS);
        assertThatCode(() -> client().resolve(latest(), cancel)).doesNotThrowAnyException();
    }

    @Test
    void wishIsKeptSoLongAndNoLongerAndNotForBlobs() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Silences silences = new Silences(now::get);
        Endpoint at = new Endpoint(URI.create("https://reg.example"), false);
        Digest nobody = Credentials.anonymous().fingerprint();
        URI manifest = URI.create("https://reg.example/v2/x/manifests/1");
        Object teller = new Object();
        silences.begin(at, nobody, teller, RemoteLimits.SILENCE_MAX.plusDays(1));
        now.set(Instant.EPOCH.plus(RemoteLimits.SILENCE_MAX).minusSeconds(1));
        assertThatThrownBy(() -> silences.check(at, nobody, this, "GET", manifest))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(RegistryException.Kind.LIMITED);
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
                });
        assertThatCode(() -> silences.check(at, nobody, teller, "GET", manifest))
                .doesNotThrowAnyException();
        URI blob = URI.create("https://reg.example/v2/x/blobs/sha256:ab");
        assertThatCode(() -> silences.check(at, nobody, this, "GET", blob)).doesNotThrowAnyException();
        now.set(Instant.EPOCH.plus(RemoteLimits.SILENCE_MAX));
        assertThatCode(() -> silences.check(at, nobody, this, "GET", manifest)).doesNotThrowAnyException();
    }
}
