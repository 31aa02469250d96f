package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Limited;
import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.KnownCredentials;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitsTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final RandomImage image = new RandomImages(1).image();
    private final List<RateLimit> low = new ArrayList<>();
    private final Remotes remotes =
            new Remotes(RemoteSettings.DEFAULTS, AskSettings.DIRECT, low::add, KnownCredentials.NONE);

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private void tells(String... headers) {
        registry.with("latest", image).fault(request -> {
            MockResponse.Builder answer = new MockResponse.Builder()
                    .addHeader("Docker-Content-Digest", image.id().toString())
                    .addHeader("Content-Length", "9");
            for (int i = 0; i < headers.length; i += 2) {
                answer.addHeader(headers[i], headers[i + 1]);
            }
            return answer.build();
        });
    }

    private void ask(Credentials credentials) {
        Reference reference = Reference.parse(registry.authority() + "/x:latest");
        remotes.client(reference.repository(), credentials, Map.of()).resolve(reference, new CancelToken());
    }

    private RateLimit only() {
        assertThat(remotes.limits().all()).hasSize(1);
        return remotes.limits().all().getFirst();
    }

    @Test
    void hubsHeadersAreRead() {
        tells(
                "ratelimit-limit",
                "100;w=21600",
                "ratelimit-remaining",
                "76;w=21600",
                "docker-ratelimit-source",
                "1.2.3.4");
        ask(Credentials.anonymous());
        RateLimit limit = only();
        assertThat(limit.registry()).isEqualTo(registry.authority());
        assertThat(limit.credential()).isEmpty();
        assertThat(limit.source()).isEqualTo("1.2.3.4");
        assertThat(limit.limit()).isEqualTo(100);
        assertThat(limit.remaining()).isEqualTo(76);
        assertThat(limit.window()).isEqualTo(Duration.ofHours(6));
        assertThat(low).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RateLimit-Limit | 50, 50;w=60 | RateLimit-Remaining | 7 | 50 | 7",
                "X-RateLimit-Limit | 5000 | X-RateLimit-Remaining | 4999 | 5000 | 4999",
                "RateLimit-Policy | \"default\";q=100;w=60 | RateLimit | \"default\";r=50;t=30 | 100 | 50",
                "X-Other | 1 | RateLimit | limit=10, remaining=9, reset=30 | 10 | 9",
            })
    void othersHeadersAreRead(String name, String value, String second, String other, long limit, long remaining) {
        tells(name, value, second, other);
        ask(Credentials.anonymous());
        assertThat(only().limit()).isEqualTo(limit);
        assertThat(only().remaining()).isEqualTo(remaining);
    }

    @Test
    void longWindowsAndNamesAreTakenUpToTheirBounds() {
        String name = "x".repeat(RemoteLimits.RATE_LIMIT_SOURCE_LENGTH_MAX);
        tellsOf(RemoteLimits.RATE_LIMIT_WINDOW_MAX, name);
        assertThat(only().window()).isEqualTo(RemoteLimits.RATE_LIMIT_WINDOW_MAX);
        assertThat(only().source()).isEqualTo(name);
    }

    @Test
    void ofLongerOnesTheWindowIsNotBelievedAndTheNameIsCut() {
        String name = "x".repeat(RemoteLimits.RATE_LIMIT_SOURCE_LENGTH_MAX);
        tellsOf(RemoteLimits.RATE_LIMIT_WINDOW_MAX.plusSeconds(1), name + "y");
        assertThat(only().window()).isNull();
        assertThat(only().source()).isEqualTo(name);
    }

    private void tellsOf(Duration window, String source) {
        String limit = "9;w=" + window.toSeconds();
        tells("ratelimit-limit", limit, "ratelimit-remaining", "5", "docker-ratelimit-source", source);
        ask(Credentials.anonymous());
    }

    @Test
    void nonsenseTellsNothing() {
        tells("ratelimit-limit", "many", "ratelimit-remaining", "99999999999999999999999x");
        ask(Credentials.anonymous());
        assertThat(remotes.limits().all()).allMatch(limit -> limit.limit() == -1);
    }

    @Test
    void eachCredentialHasItsBudgetAndNoneIsTold() {
        tells("ratelimit-limit", "100;w=60", "ratelimit-remaining", "50;w=60");
        ask(Credentials.anonymous());
        ask(new Credentials.RegistryToken("secret"));
        assertThat(remotes.limits().all()).hasSize(2);
        assertThat(remotes.limits().all().getLast().credential()).matches("[0-9a-f]{12}");
        assertThat(remotes.limits().all().toString()).doesNotContain("secret");
    }

    @Test
    void lowBudgetIsToldOnceInItsWindow() {
        tells("ratelimit-limit", "100;w=21600", "ratelimit-remaining", "10;w=21600");
        ask(Credentials.anonymous());
        ask(Credentials.anonymous());
        assertThat(low).singleElement().extracting(RateLimit::remaining).isEqualTo(10L);
    }

    @Test
    void budgetAboveTheThresholdIsNotTold() {
        tells("ratelimit-limit", "100;w=21600", "ratelimit-remaining", "11;w=21600");
        ask(Credentials.anonymous());
        assertThat(low).isEmpty();
    }

    @Test
    void refusalSaysWhenToAskAgainAndKeepsWhatIsKnown() {
        registry.with("latest", image);
        registry.fault(
                "HEAD",
                1,
                new MockResponse.Builder()
                        .addHeader("Docker-Content-Digest", image.id().toString())
                        .addHeader("Content-Length", "9")
                        .addHeader("ratelimit-limit", "100;w=60")
                        .addHeader("ratelimit-remaining", "50;w=60")
                        .build());
        registry.fault(request -> new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "600")
                .build());
        ask(Credentials.anonymous());
        Assertions.assertThatThrownBy(() -> ask(Credentials.anonymous())).isInstanceOf(Limited.class);
        RateLimit limit = only();
        assertThat(limit.limit()).isEqualTo(100);
        assertThat(limit.remaining()).isZero();
        assertThat(limit.resets()).isEqualTo(limit.seen().plusSeconds(600));
        assertThat(low).hasSize(1);
    }
}
