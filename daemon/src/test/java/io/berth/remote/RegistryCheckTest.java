package io.berth.remote;

import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.CancelToken;
import io.berth.remote.Checkup.Place;
import io.berth.remote.Checkup.Status;
import io.berth.remote.Checkup.Step;
import io.berth.remote.credential.Credentials;
import io.berth.testing.FakeRegistry;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryCheckTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);

    @AfterEach
    void close() {
        remotes.close();
        registry.close();
    }

    private Checkup check(String host, Credentials credentials) {
        return remotes.check(host, credentials, new CancelToken());
    }

    private Step step(Checkup checkup, String name) {
        return checkup.places().getFirst().steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void answers(MockResponse response) {
        registry.fault(request -> request.getTarget().equals("/v2/") ? response : null);
    }

    @Test
    void registryThatAnswersIsFine() {
        answers(status(200));
        Checkup checkup = check(registry.authority(), Credentials.anonymous());
        assertThat(checkup.isOk()).isTrue();
        assertThat(checkup.places().getFirst().steps())
                .extracting(Step::name)
                .containsExactly("dns", "tcp", "tls", "api", "auth", "rate-limit");
        assertThat(step(checkup, "dns").detail()).isEqualTo("127.0.0.1");
        assertThat(step(checkup, "tls").status()).isEqualTo(Status.SKIPPED);
        assertThat(step(checkup, "api").detail()).contains("without credentials");
    }

    @Test
    void closedPortIsToldWithWhatToDo() {
        Checkup checkup = check("127.0.0.1:1", Credentials.anonymous());
        assertThat(checkup.isOk()).isFalse();
        assertThat(step(checkup, "tcp").status()).isEqualTo(Status.FAILED);
        assertThat(step(checkup, "tcp").detail()).contains("refused").contains("is the registry running there");
    }

    @Test
    void unknownNameIsTold() {
        assertThat(step(check("no.such.invalid", Credentials.anonymous()), "dns")
                        .detail())
                .startsWith("no.such.invalid has no address");
    }

    @Test
    void passwordThatIsWantedAndNotKnownIsNoFault() {
        answers(status(401)
                .newBuilder()
                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());
        Checkup checkup = check(registry.authority(), Credentials.anonymous());
        assertThat(checkup.isOk()).isTrue();
        assertThat(step(checkup, "api").detail()).contains("by user name and password");
        assertThat(step(checkup, "auth").status()).isEqualTo(Status.SKIPPED);
    }

    @Test
    void refusedPasswordIsAFaultAndNotShown() {
        answers(status(401)
                .newBuilder()
                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());
        Checkup checkup = check(registry.authority(), new Credentials.Password("me", "hidden"));
        assertThat(checkup.isOk()).isFalse();
        assertThat(step(checkup, "auth").detail()).contains("refused");
        assertThat(checkup.toString()).doesNotContain("hidden");
    }

    @Test
    void otherServerIsNoRegistry() {
        answers(status(404));
        Checkup checkup = check(registry.authority(), Credentials.anonymous());
        assertThat(step(checkup, "api").detail()).contains("is this a registry");
        assertThat(checkup.places()).extracting(Place::isOk).isEqualTo(List.of(false));
    }

    @Test
    void budgetIsShown() {
        answers(status(200)
                .newBuilder()
                .addHeader("ratelimit-limit", "100;w=21600")
                .addHeader("ratelimit-remaining", "7;w=21600")
                .build());
        assertThat(step(check(registry.authority(), Credentials.anonymous()), "rate-limit")
                        .detail())
                .isEqualTo("7 of 100 left in a window of 360 minutes");
    }
}
