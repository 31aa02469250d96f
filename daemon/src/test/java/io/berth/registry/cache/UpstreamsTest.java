package io.berth.registry.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Repository;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamsTest {
    private static Upstreams upstreams(@Nullable String plain, String... allowed) {
        CacheSettings settings = new CacheSettings(Set.of(allowed), plain, Duration.ZERO, Duration.ZERO, 0);
        return new Upstreams(() -> settings);
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/redis, docker.io/library/redis",
        "docker.io/redis, docker.io/library/redis",
        "quay.io/team/app, quay.io/team/app",
        "library/redis, docker.io/library/redis",
        "redis, docker.io/library/redis",
    })
    void nameMeansARepositoryOfAnUpstream(String name, String repository) {
        assertThat(upstreams("docker.io", "docker.io", "quay.io").find(name).map(Repository::canonical))
                .contains(repository);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/team/app", "localhost/x", "127.0.0.1/x", "quay.io"})
    void otherRegistriesAreNoneOfTheCaches(String name) {
        assertThat(upstreams(null, "docker.io", "quay.io").find(name)).isEmpty();
    }

    @Test
    void plainNameMeansNothingWithoutAPlainUpstream() {
        assertThat(upstreams(null, "docker.io").find("library/redis")).isEmpty();
    }

    @Test
    void registryMayHaveAPortAndAnOldName() {
        Upstreams upstreams = upstreams(null, "docker.io", "127.0.0.1:5001");
        assertThat(upstreams.find("registry-1.docker.io/library/redis").map(Repository::canonical))
                .contains("docker.io/library/redis");
        assertThat(upstreams.find("127.0.0.1:5001/x").map(Repository::canonical))
                .contains("127.0.0.1:5001/x");
        assertThat(upstreams.find("127.0.0.1/x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"docker.io/", "docker.io/X", "docker.io:443/x", "docker.io/a//b", "docker.io/../x", "/x", ""})
    void oddNamesMeanNothing(String name) {
        assertThat(upstreams("docker.io", "docker.io").find(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/team/app", "registry.k8s.io/pause"})
    void anyIsEveryRegistryWithADnsName(String name) {
        assertThat(upstreams(null, "*").find(name).map(Repository::canonical)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1/x", "10.0.0.1/x", "localhost/x", "ghcr.io:8080/x", "[::1]/x", "169.254.169.254/x"})
    void anyIsNoAddressAndNoPort(String name) {
        assertThat(upstreams(null, "*").find(name)).isEmpty();
    }
}
