package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.remote.credential.Credentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
    private Instant now = Instant.EPOCH;
    private final TokenCache cache = new TokenCache(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    private static TokenCache.Key key(String user) {
        return new TokenCache.Key("r", "s", Scopes.NONE, new Credentials.Password(user, "p").fingerprint());
    }

    @Test
    void tokenIsKeptUntilShortlyBeforeItsEnd() {
        cache.put(key("u"), "t", Duration.ofSeconds(100));
        now = now.plusSeconds(89);
        assertThat(cache.get(key("u"))).contains("t");
        now = now.plusSeconds(1);
        assertThat(cache.get(key("u"))).isEmpty();
    }

    @Test
    void othersDoNotGetIt() {
        cache.put(key("u"), "t", Duration.ofSeconds(100));
        assertThat(cache.get(key("other"))).isEmpty();
    }

    @Test
    void refusedTokenIsDroppedUnlessThereIsANewerOne() {
        cache.put(key("u"), "new", Duration.ofSeconds(100));
        cache.drop(key("u"), "old");
        assertThat(cache.get(key("u"))).contains("new");
        cache.drop(key("u"), "new");
        assertThat(cache.get(key("u"))).isEmpty();
    }

    @Test
    void oldestGoWhereThereAreTooMany() {
        for (int user = 0; user < Limits.REMEMBERED_MAX; user++) {
            cache.put(key("u" + user), "t", Duration.ofSeconds(100));
        }
        assertThat(cache.get(key("u0"))).contains("t");
        cache.put(key("one more"), "t", Duration.ofSeconds(100));
        assertThat(cache.get(key("u1"))).as("not used for the longest time").isEmpty();
        assertThat(cache.get(key("u0"))).contains("t");
        assertThat(cache.get(key("one more"))).contains("t");
    }

    @Test
    void keysHoldNoSecret() {
        assertThat(key("u").toString()).doesNotContain("p\0u").doesNotContain("password");
        assertThat(new Credentials.Password("u", "hidden")).asString().doesNotContain("hidden");
        assertThat(new Credentials.IdentityToken("hidden")).asString().doesNotContain("hidden");
        assertThat(new Credentials.RegistryToken("hidden")).asString().doesNotContain("hidden");
    }
}
