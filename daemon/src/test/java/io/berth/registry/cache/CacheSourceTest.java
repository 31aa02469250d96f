package io.berth.registry.cache;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.problem.Problem.NotFound;
import io.berth.registry.FoundBlob;
import io.berth.registry.Source.Target;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CacheSourceTest {
    private static final RepositoryName PLAIN = new RepositoryName("library/x");
    private static final Target LATEST = new Target.Tag("latest");

    private final RandomImage image = new RandomImages(4).image(wish());
    private CacheRig rig;
    private CacheSource source;
    private RepositoryName named;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = CacheRig.withPlainUpstream(root);
        rig.registry.with("latest", image);
        source = new CacheSource(rig.cache, name -> name.value().equals("mine/app"));
        named = RepositoryName.beside(rig.registry.authority(), "library/x");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void refuse() {
        rig.registry.fault(_ -> FakeRegistry.status(401)
                .newBuilder()
                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());
    }

    @Test
    void registryIsNamedBesideOrMeantByPlainNames() throws IOException {
        assertThat(source.manifest(named, LATEST).orElseThrow().descriptor())
                .isEqualTo(image.facts().target());
        assertThat(source.manifest(PLAIN, LATEST).orElseThrow().descriptor())
                .isEqualTo(image.facts().target());
    }

    @Test
    void whatWasPushedIsNotLookedForElsewhere() throws IOException {
        assertThat(source.manifest(new RepositoryName("mine/app"), LATEST)).isEmpty();
        assertThat(source.blob(new RepositoryName("mine/app"), image.id())).isEmpty();
        assertThat(rig.registry.lines()).isEmpty();
    }

    @Test
    void registriesThatAreNoUpstreamsAreNotAsked() throws IOException {
        assertThat(source.manifest(new RepositoryName("quay.io/team/app"), LATEST))
                .isEmpty();
        assertThat(source.tags(new RepositoryName("quay.io/team/app"), "", 10)).isEmpty();
        assertThat(source.referrers(new RepositoryName("quay.io/team/app"), image.id(), null, "", 10))
                .isEmpty();
    }

    @Test
    void whatAPlainNameDoesNotHaveIsSimplyNotHere() throws IOException {
        assertThat(source.manifest(PLAIN, new Target.Tag("nosuch"))).isEmpty();
        assertThatThrownBy(() -> source.manifest(named, new Target.Tag("nosuch")))
                .isInstanceOf(NotFound.class);
        refuse();
        assertThat(source.manifest(PLAIN, new Target.Tag("private"))).isEmpty();
    }

    @Test
    void refusalOfTheOtherRegistryAsksForNoCredentials() {
        refuse();
        assertThatThrownBy(() -> source.manifest(named, LATEST)).isInstanceOf(Forbidden.class);
    }

    @Test
    void blobIsReadWhileItComesAndIsStoredThen() throws IOException {
        source.manifest(named, LATEST);
        for (Map.Entry<Descriptor, byte[]> part : image.blobs().entrySet()) {
            if (part.getKey().digest().equals(image.id())) {
                continue;
            }
            FoundBlob found = source.blob(named, part.getKey().digest()).orElseThrow();
            assertThat(found).isInstanceOf(FoundBlob.Coming.class);
            try (InputStream in = ((FoundBlob.Coming) found).opener().open(1, new CancelToken())) {
                byte[] rest = in.readAllBytes();
                assertThat(rest).hasSize(part.getValue().length - 1).endsWith(part.getValue()[rest.length]);
            }
            assertThat(source.blob(named, part.getKey().digest()).orElseThrow()).isInstanceOf(FoundBlob.Stored.class);
        }
    }

    @Test
    void tagsOfARegistryThatCannotBeAskedComeWithAWarning() throws IOException {
        assertThat(source.tags(named, "", 2).orElseThrow().warnings()).isEmpty();
        rig.later(CacheRig.TTL.plusSeconds(1));
        rig.registry.fault(_ -> FakeRegistry.status(503));
        assertThat(source.tags(named, "", 2).orElseThrow().names()).containsExactly("latest");
        assertThat(source.tags(named, "", 2).orElseThrow().warnings())
                .singleElement()
                .asString()
                .startsWith("as of 2026-01-01T00:00:00Z; the registry cannot be asked now: ");
    }

    @Test
    void tagsComeInPages() throws IOException {
        rig.registry.with("a", image).with("b", image);
        assertThat(source.tags(named, "", 2).orElseThrow().names()).containsExactly("a", "b");
        assertThat(source.tags(named, "b", 2).orElseThrow().names()).containsExactly("latest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"intern", "", "a/b.c", "quay.io/x", "quay.io:x", ":1", "a b.c"})
    void onlyARegistryCanBeNamedBeside(String registry) {
        assertThatThrownBy(() -> RepositoryName.beside(registry, "x")).isInstanceOf(InvalidParameter.class);
    }

    @Test
    void namesThatArePathsHaveNoPort() {
        assertThat(RepositoryName.beside("quay.io", "x").value()).isEqualTo("quay.io/x");
        assertThatThrownBy(() -> new RepositoryName("a/b:5000/x")).isInstanceOf(InvalidParameter.class);
    }
}
