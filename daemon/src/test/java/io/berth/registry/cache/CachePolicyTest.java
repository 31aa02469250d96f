package io.berth.registry.cache;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Forbidden;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CachePolicyTest {
    private final RandomImages images = new RandomImages(8);
    private final RandomImage listed = images.image(wish());
    private final RandomImage other = images.image(wish());
    private Path policy;
    private CacheRig rig;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        policy = root.resolve("policy.json");
        rule("{\"rule\":\"accept\"}");
        rig = new CacheRig(Files.createDirectory(root.resolve("store")), 0, TrustPolicy.in(policy, true));
        rig.registry.with("listed", listed).with("other", other);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void rule(String rule) throws IOException {
        Files.writeString(policy, "{\"default\":" + rule + ",\"repositories\":{}}");
    }

    private void onlyListed() throws IOException {
        only(listed.id());
    }

    private void only(Digest digest) throws IOException {
        rule("{\"rule\":\"digest\",\"digests\":[\"" + digest + "\"]}");
    }

    private static Digest layer(RandomImage image) {
        return image.blobs().keySet().stream()
                .filter(blob -> blob.mediaType().contains("layer"))
                .findFirst()
                .map(Descriptor::digest)
                .orElseThrow();
    }

    @Test
    void rejectedRepositoryIsNotServedThoughItIsHere() throws IOException {
        rig.pull("other", other);
        rule("{\"rule\":\"reject\"}");
        assertThatThrownBy(() -> rig.tag("other")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.digest(other.id())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.blob(layer(other))).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.cache.tags(rig.repository())).isInstanceOf(Forbidden.class);
    }

    @Test
    void listedImageIsServedWithAllThatItNames() throws IOException {
        onlyListed();
        assertThatCode(() -> rig.pull("listed", listed)).doesNotThrowAnyException();
    }

    @Test
    void imageThatIsNotListedIsServedByNoNameOfIt() throws IOException {
        onlyListed();
        assertThatThrownBy(() -> rig.tag("other")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.digest(other.id())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.blob(other.id())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.digest(other.id())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.blob(layer(other))).isInstanceOf(Forbidden.class);
        assertThat(rig.cache.usage().blobs()).isZero();
    }

    @Test
    void tagIsHeldToThePolicyEachTimeItIsAskedAbout() throws IOException {
        rig.pull("other", other);
        onlyListed();
        rig.later(CacheRig.TTL.plusSeconds(1));
        assertThatThrownBy(() -> rig.tag("other")).isInstanceOf(Forbidden.class);
    }

    @Test
    void changedRuleCountsAtOnceForWhatIsAskedByDigest() throws IOException {
        rig.pull("other", other);
        rig.pull("listed", listed);
        onlyListed();
        assertThatThrownBy(() -> rig.tag("other")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.digest(other.id())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> rig.blob(layer(other))).isInstanceOf(Forbidden.class);
        rule("{\"rule\":\"accept\"}");
        assertThatCode(() -> rig.blob(layer(other))).doesNotThrowAnyException();
    }

    @Test
    void whatAChangedRuleLetsInIsAskedAboutOnceAndNotFetchedAgain() throws IOException {
        rig.pull("listed", listed);
        onlyListed();
        long fetched = rig.cache.counts().fetchedBytes();
        rig.pull("listed", listed);
        long asked = rig.asked("HEAD", "listed");
        rig.pull("listed", listed);
        assertThat(rig.cache.counts().fetchedBytes()).isEqualTo(fetched);
        assertThat(rig.asked("HEAD", "listed")).isEqualTo(asked);
    }

    @Test
    void indexThatAChangedRuleLetsInBringsTheLayersOfItsManifests() throws IOException {
        RandomImage index = images.index(1, wish());
        rig.registry.with("index", index);
        Digest manifest = index.facts().manifests().getFirst().descriptor().digest();
        rig.tag("index");
        rig.digest(manifest);
        rig.blob(layer(index));
        only(index.id());
        assertThatThrownBy(() -> rig.blob(layer(index))).isInstanceOf(Forbidden.class);
        rig.tag("index");
        assertThatCode(() -> rig.digest(manifest)).doesNotThrowAnyException();
        assertThatCode(() -> rig.blob(layer(index))).doesNotThrowAnyException();
    }
}
