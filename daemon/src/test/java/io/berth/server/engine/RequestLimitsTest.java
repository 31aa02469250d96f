package io.berth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.PullPlatforms;
import io.berth.io.Limits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.remote.credential.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** How often a parameter may be given, and how long a header may be. */
class RequestLimitsTest {
    private static FakeRequest repeated(String parameter, String value, int times) {
        FakeRequest request = FakeRequest.get("/");
        for (int i = 0; i < times; i++) {
            request.with(parameter, value);
        }
        return request;
    }

    @Test
    void platformsOfAPull() {
        FakeRequest most = FakeRequest.get("/");
        for (int i = 0; i < Limits.PULL_PLATFORMS_MAX; i++) {
            most.with("platform", "linux/arm64/v" + i);
        }
        assertThat(PullEndpoints.platforms(most))
                .isInstanceOfSatisfying(
                        PullPlatforms.Of.class,
                        asked -> assertThat(asked.platforms()).hasSize(Limits.PULL_PLATFORMS_MAX));
        assertThatThrownBy(() -> PullEndpoints.platforms(most.with("platform", "linux/amd64")))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("more than 100 platforms");
    }

    @Test
    void namesOfAnArchive() {
        FakeRequest most = repeated("names", "redis", Limits.SAVED_NAMES_MAX);
        assertThat(ArchiveEndpoints.names(most)).hasSize(Limits.SAVED_NAMES_MAX);
        assertThatThrownBy(() -> ArchiveEndpoints.names(most.with("names", "redis")))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("more than 10000 names");
    }

    @Test
    void rulesOfRetention() {
        FakeRequest most = repeated("rule", "keep-last=1", Limits.RETENTION_RULES_MAX);
        assertThat(RetentionEndpoints.rules(most)).hasSize(Limits.RETENTION_RULES_MAX);
        assertThatThrownBy(() -> RetentionEndpoints.rules(most.with("rule", "keep-last=1")))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage("more than 100 rules");
    }

    @Test
    void credentialsInAHeader() {
        assertThat(RegistryAuthTest.read(credentials(Limits.REGISTRY_AUTH_LENGTH_MAX)))
                .isEqualTo(RegistryAuthTest.TESTER);
        assertThat(RegistryAuthTest.read(credentials(Limits.REGISTRY_AUTH_LENGTH_MAX) + "="))
                .isEqualTo(Credentials.anonymous());
    }

    private static String credentials(int length) {
        String auth = "{\"username\":\"tester\",\"password\":\"s?>~\"}";
        byte[] padded = (auth + " ".repeat(length / 4 * 3 - auth.length())).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(padded);
    }
}
