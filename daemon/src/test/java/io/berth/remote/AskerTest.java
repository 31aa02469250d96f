package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.remote.credential.Credentials;
import io.berth.remote.credential.Credentials.Password;
import io.berth.remote.credential.Credentials.RegistryToken;
import io.berth.remote.credential.KnownCredentials;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AskerTest {
    private static final Endpoint HUB = new Endpoint(URI.create("https://registry-1.docker.io"), false);
    private static final Endpoint MIRROR = new Endpoint(URI.create("https://mirror.test:5000"), false);
    private static final Credentials CALLER = new Password("caller", "p");

    private final List<String> asked = new ArrayList<>();
    private final KnownCredentials daemon = host -> {
        asked.add(host);
        return new Password("daemon@" + host, "p");
    };

    @Test
    void whatTheCallerBringsGoesFirst() {
        assertThat(new Asker("docker.io", CALLER, daemon).at(HUB)).isEqualTo(CALLER);
        assertThat(asked).isEmpty();
    }

    @Test
    void mirrorNeverGetsTheCallersCredentials() {
        Asker asker = new Asker("docker.io", CALLER, daemon);
        assertThat(asker.at(MIRROR)).isEqualTo(new Password("daemon@mirror.test:5000", "p"));
        assertThat(new Asker("docker.io", CALLER, KnownCredentials.NONE).at(MIRROR))
                .isEqualTo(Credentials.anonymous());
        assertThat(new Asker("docker.io", new RegistryToken("t"), daemon).token(MIRROR))
                .isEmpty();
    }

    @Test
    void daemonSpeaksForACallerWhoBringsNothingAndIsAskedOnce() {
        Asker asker = new Asker("docker.io", Credentials.anonymous(), daemon);
        assertThat(asker.at(HUB)).isEqualTo(new Password("daemon@docker.io", "p"));
        asker.at(HUB);
        assertThat(asked).containsExactly("docker.io");
    }
}
