package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.RemoteLimits;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrantTest {
    private static Grant read(String members, String date) throws RegistryException {
        byte[] body = ("{\"token\":\"t\"" + members + "}").getBytes(StandardCharsets.UTF_8);
        return Grant.read(body, URI.create("https://auth.test/token"), Optional.ofNullable(date));
    }

    @Test
    void lifeIsAMinuteWhereNothingIsSaid() throws RegistryException {
        assertThat(read("", null).life()).isEqualTo(Duration.ofMinutes(1));
        assertThat(read(",\"expires_in\":-1", null).life()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void noTokenLastsLongerThanTheLimit() throws RegistryException {
        Duration most = RemoteLimits.TOKEN_LIFE_MAX;
        assertThat(read(",\"expires_in\":" + (most.toSeconds() - 1), null).life())
                .isEqualTo(most.minusSeconds(1));
        assertThat(read(",\"expires_in\":" + (most.toSeconds() + 1), null).life())
                .isEqualTo(most);
    }

    @Test
    void ageIsToldByTheServersOwnClock() throws RegistryException {
        String date = "Mon, 01 Jan 2001 00:05:00 GMT";
        assertThat(read(",\"expires_in\":300,\"issued_at\":\"2001-01-01T00:03:20Z\"", date)
                        .life())
                .isEqualTo(Duration.ofSeconds(200));
        assertThat(read(",\"expires_in\":300,\"issued_at\":\"2001-01-01T00:09:00Z\"", date)
                        .life())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(read(",\"expires_in\":300,\"issued_at\":\"yesterday\"", date).life())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void tokenMustBeOne() {
        assertThatThrownBy(() -> Grant.read(
                        "{\"token\":\"a\\r\\nb\"}".getBytes(StandardCharsets.UTF_8),
                        URI.create("https://auth.test/token"),
                        Optional.empty()))
                .hasMessage("authorization server did not include a token");
    }

    @Test
    void neverPrinted() throws RegistryException {
        assertThat(read(",\"refresh_token\":\"hidden\"", null)).asString().doesNotContain("hidden");
    }
}
