package io.berth.image;

import static io.berth.testing.FakeRegistry.json;
import static io.berth.testing.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.image.ImageSearch.Term;
import io.berth.io.CancelToken;
import io.berth.io.RemoteLimits;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.AskSettings;
import io.berth.remote.Hit;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSearchTest {
    private PullRig rig;
    private Remotes remotes;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = new PullRig(root);
        URI index = URI.create("http://" + rig.registry.authority() + "/hub");
        remotes = new Remotes(RemoteSettings.DEFAULTS, new AskSettings(Duration.ZERO, 10, index), _ -> {});
    }

    @AfterEach
    void close() throws IOException {
        remotes.close();
        rig.close();
    }

    private List<Hit> search(String term, int limit) {
        return new ImageSearch(rig.store.index(), remotes)
                .search(Term.parse(term), limit, _ -> Credentials.anonymous(), new CancelToken());
    }

    private String here(String rest) {
        return rig.registry.authority() + '/' + rest;
    }

    private FakeRegistry catalog(String... names) {
        return rig.registry.fault(request -> request.getTarget().startsWith("/v2/_catalog")
                ? json("{\"repositories\":[\"" + String.join("\",\"", names) + "\"]}")
                : null);
    }

    @ParameterizedTest
    @CsvSource({
        "redis, docker.io, redis",
        "library/redis, docker.io, redis",
        "bitnami/redis, docker.io, bitnami/redis",
        "docker.io/redis, docker.io, redis",
        "localhost/x, localhost, x",
        "reg:5000/a/b, reg:5000, a/b",
        "reg:5000/, reg:5000, ''",
    })
    void termNamesItsRegistry(String term, String registry, String text) {
        assertThat(Term.parse(term)).isEqualTo(new Term(registry, text));
    }

    @ParameterizedTest
    @CsvSource({
        "http://x/y, invalid repository name: repository name (http://x/y) should not have a scheme",
        "'', a term to search for is expected",
        "-:-/x, invalid reference format",
    })
    void badTermIsRefused(String term, String message) {
        assertThatThrownBy(() -> Term.parse(term))
                .isInstanceOf(InvalidParameter.class)
                .hasMessage(message);
    }

    @Test
    void hubIsAskedAtTheConfiguredAddress() {
        rig.registry.fault(request -> request.getTarget().startsWith("/hub/v1/search")
                ? json("{\"results\":[{\"name\":\"redis\",\"description\":\"Redis\\nis\",\"star_count\":7,"
                        + "\"is_official\":true},{\"name\":\"\"},{\"name\":\"x/redis\"}]}")
                : null);
        assertThat(search("redis cache", 10))
                .containsExactly(new Hit("redis", "Redis is", 7, true, false), new Hit("x/redis", "", 0, false, false));
        assertThat(rig.registry.lines()).containsExactly("GET /hub/v1/search?q=redis+cache&n=10");
    }

    @Test
    void moreResultsThanWantedAreCut() {
        rig.registry.fault(_ -> json("{\"results\":[{\"name\":\"a\"},{\"name\":\"b\"}]}"));
        assertThat(search("a", 1)).extracting(Hit::name).containsExactly("a");
    }

    @Test
    void namesThatAreTooLongArePassedOver() {
        String most = "x".repeat(RemoteLimits.SEARCH_NAME_LENGTH_MAX);
        rig.registry.fault(_ -> json("{\"results\":[{\"name\":\"" + most + "\"},{\"name\":\"" + most + "x\"}]}"));
        assertThat(search("x", 10)).extracting(Hit::name).containsExactly(most);
    }

    @Test
    void soManyAreDescribedAndTheOthersNamed() {
        catalog(IntStream.rangeClosed(0, RemoteLimits.SEARCH_DESCRIBED_MAX)
                .mapToObj("app%03d"::formatted)
                .toArray(String[]::new));
        rig.registry.with("7", new RandomImages(1).image());
        List<Hit> found = search(here("app"), 100);
        assertThat(found).hasSize(RemoteLimits.SEARCH_DESCRIBED_MAX + 1);
        assertThat(found)
                .filteredOn(hit -> hit.description().equals("tags: 7"))
                .hasSize(RemoteLimits.SEARCH_DESCRIBED_MAX);
    }

    @Test
    void otherRegistryIsSearchedThroughItsCatalog() {
        catalog("a/redis-more", "redis", "nginx", "../redis");
        rig.registry.with("7", new RandomImages(1).image());
        assertThat(search(here("redis"), 25))
                .containsExactly(
                        Hit.of(here("redis"), "tags: 7", false), Hit.of(here("a/redis-more"), "tags: 7", false));
    }

    @Test
    void repositoryIsFoundWhereThereIsNoCatalog() {
        rig.registry.with("7", new RandomImages(1).image());
        assertThat(search(here("a/redis"), 25)).containsExactly(Hit.of(here("a/redis"), "tags: 7", false));
    }

    @Test
    void namesHereAreAdded() throws IOException {
        catalog("redis");
        rig.registry.with("7", new RandomImages(1).image());
        rig.pull(":7", PullPlatforms.host());
        assertThat(search(here(""), 25)).extracting(Hit::name).containsExactly(here("redis"), here("library/x"));
    }

    @Test
    void namesHereStandForARegistryThatIsAway() throws IOException {
        rig.registry.with("7", new RandomImages(1).image());
        rig.pull(":7", PullPlatforms.host());
        rig.registry.fault(_ -> status(500));
        assertThat(search(here("x"), 25)).containsExactly(Hit.of(here("library/x"), "here: 7", false));
        assertThatThrownBy(() -> search(here("z"), 25)).isInstanceOf(Unavailable.class);
    }
}
