package io.berth.image;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PullPlatformsTest {
    private static final Platform AMD64 = Platform.of("linux", "amd64", "");
    private static final Platform S390X = Platform.of("linux", "s390x", "");
    private static final Platform PPC64LE = Platform.of("linux", "ppc64le", "");

    private final RandomImages images = new RandomImages(7);
    private PullRig rig;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = new PullRig(root);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** linux/amd64, which an attestation speaks of, s390x and ppc64le; all served. */
    private RandomImage three() {
        RandomImage index = images.index(
                3,
                wish().platform("linux", "amd64", ""),
                wish().platform("linux", "s390x", ""),
                wish().platform("linux", "ppc64le", ""));
        rig.registry.with("latest", index);
        return index;
    }

    @Test
    void severalPlatformsComeAtOnceAndTheOthersDoNot() throws IOException {
        RandomImage index = three();
        rig.pull(":latest", PullPlatforms.of(AMD64, PPC64LE));
        assertThat(rig.available(index)).containsExactly(true, false, true, true);
    }

    @Test
    void onePlatformWithoutAMatchNamesNothing() {
        RandomImage index = three();
        assertThatThrownBy(() -> rig.pull(":latest", PullPlatforms.of(AMD64, Platform.parse("linux/riscv64"))))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("no matching manifest for linux/riscv64 in the manifest list entries");
        assertThat(rig.store.index().images().byId(index.id())).isEmpty();
        assertThat(rig.registry.lines()).noneMatch(line -> line.contains("/blobs/"));
    }

    @Test
    void allPlatformsAreAllChildrenWithTheirAttestations() throws IOException {
        RandomImage index = three();
        rig.pull(":latest", new PullPlatforms.All());
        Image here = rig.named(":latest").orElseThrow();
        assertThat(here.facts().manifests()).isEqualTo(index.facts().manifests());
        assertThat(here.facts().closure()).isEqualTo(index.facts().closure());
        assertThat(here.sizes().size())
                .isEqualTo(index.blobs().keySet().stream()
                        .mapToLong(Descriptor::size)
                        .sum());
    }

    @Test
    void whatIsHereIsNotFetchedAgainAndUpToDateOnlyWithAllThatIsAsked() throws IOException {
        RandomImage index = three();
        rig.pull(":latest", PullPlatforms.of(AMD64));
        rig.pull(":latest", PullPlatforms.of(AMD64, S390X));
        assertThat(rig.available(index)).containsExactly(true, true, false, true);
        int before = rig.registry.lines().size();
        rig.pull(":latest", PullPlatforms.of(S390X, AMD64));
        assertThat(rig.registry.lines().subList(before, rig.registry.lines().size()))
                .containsExactly("HEAD /v2/library/x/manifests/latest");
        rig.pull(":latest", new PullPlatforms.All());
        assertThat(rig.available(index)).containsOnly(true);
        assertThat(index.blobs().keySet())
                .allSatisfy(blob -> assertThat(rig.gets(blob.digest()))
                        .as("fetched once: %s", blob)
                        .isEqualTo(1));
        before = rig.registry.lines().size();
        rig.pull(":latest", new PullPlatforms.All());
        assertThat(rig.registry.lines()).hasSize(before + 1);
    }

    @Test
    void layersThatPlatformsShareAreToldOnce() throws IOException {
        byte[] shared = images.layer();
        rig.registry.with(
                "latest",
                images.index(
                        2,
                        wish().platform("linux", "amd64", "").layers(1).above(shared),
                        wish().platform("linux", "s390x", "").layers(1).above(shared)));
        List<String> rows = rig.pull(":latest", PullPlatforms.of(AMD64, S390X));
        String layer = Digest.of(shared).shortHex();
        assertThat(rows).filteredOn(row -> row.equals("waiting " + layer)).hasSize(1);
        assertThat(rows).filteredOn(row -> row.equals("complete " + layer)).hasSize(1);
        assertThat(rows).filteredOn(row -> row.startsWith("waiting ")).hasSize(3);
        assertThat(rows).filteredOn(row -> row.startsWith("done ")).hasSize(1);
    }

    @Test
    void loneManifestMustFitEachOfSeveral() throws IOException {
        rig.registry.with("latest", images.image(wish().platform("linux", "s390x", "")));
        assertThatThrownBy(() -> rig.pull(":latest", PullPlatforms.of(S390X, AMD64)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("linux/amd64");
        assertThat(rig.named(":latest")).isEmpty();
        rig.pull(":latest", PullPlatforms.of(AMD64));
        assertThatThrownBy(() -> rig.pull(":latest", PullPlatforms.of(S390X, AMD64)))
                .isInstanceOf(NotFound.class);
        rig.pull(":latest", new PullPlatforms.All());
    }

    @Test
    void platformsOfNestedIndexesAddUp() throws IOException {
        RandomImage one = images.index(1, wish().platform("linux", "amd64", ""));
        RandomImage two = images.index(1, wish().platform("linux", "s390x", ""));
        rig.registry
                .with("one", one)
                .with("two", two)
                .with("latest", MediaTypes.OCI_INDEX, index(describe(one), describe(two)));
        rig.pull(":latest", PullPlatforms.of(AMD64));
        assertThat(platforms()).containsExactly(true, true, false);
        rig.pull(":latest", PullPlatforms.of(S390X));
        assertThat(platforms()).containsExactly(true, true, true, true);
        Set<Digest> all = rig.named(":latest").orElseThrow().facts().closure();
        assertThat(all)
                .containsAll(one.facts().closure())
                .containsAll(two.facts().closure());
    }

    @Test
    void platformOfANestedIndexIsRemovedAndTheIndexStays() throws IOException {
        RandomImage inner =
                images.index(2, wish().platform("linux", "amd64", ""), wish().platform("linux", "s390x", ""));
        rig.registry.with("inner", inner).with("latest", MediaTypes.OCI_INDEX, index(describe(inner)));
        rig.pull(":latest", new PullPlatforms.All());
        ImageRemover remover = new ImageRemover(rig.store.index(), rig.store.content(), ImageUsers.NONE, Duration.ZERO);
        remover.remove(rig.reference(":latest").toString(), new RemoveOptions(true, List.of(S390X)));
        assertThat(platforms()).containsExactly(true, false, true);
        assertThat(rig.named(":latest").orElseThrow().facts().closure()).contains(inner.id());
        rig.pull(":latest", PullPlatforms.of(S390X));
        assertThat(platforms()).containsOnly(true);
        assertThat(rig.gets(inner.id())).isEqualTo(1);
    }

    @Test
    void allOfNestedIndexesAtOnce() throws IOException {
        RandomImage one = images.index(1, wish().platform("linux", "amd64", ""));
        RandomImage two = images.index(1, wish().platform("linux", "s390x", ""));
        rig.registry
                .with("one", one)
                .with("two", two)
                .with("latest", MediaTypes.OCI_INDEX, index(describe(one), describe(two), describe(one)));
        rig.pull(":latest", new PullPlatforms.All());
        assertThat(platforms()).hasSize(6).containsOnly(true);
        assertThat(rig.gets(one.id())).isEqualTo(1);
    }

    private List<Boolean> platforms() {
        return rig.named(":latest").orElseThrow().facts().manifests().stream()
                .map(ManifestFacts::available)
                .toList();
    }

    @Test
    void documentsOfOnePullAreBounded() throws IOException {
        int most = Limits.PULL_DOCUMENTS_BYTES_MAX / Limits.MANIFEST_BYTES_MAX;
        List<String> children = new ArrayList<>();
        for (int i = 0; i <= most; i++) {
            byte[] manifest = padded("artifact " + i);
            rig.registry.with("c" + i, MediaTypes.OCI_MANIFEST, manifest);
            children.add(describe(manifest));
        }
        rig.registry
                .with(bytes("{}"))
                .with(
                        "much",
                        MediaTypes.OCI_INDEX,
                        index(children.subList(0, most).toArray(String[]::new)))
                .with("more", MediaTypes.OCI_INDEX, index(children.toArray(String[]::new)));
        rig.pull(":much", new PullPlatforms.All());
        assertThatThrownBy(() -> rig.pull(":more", new PullPlatforms.All()))
                .isInstanceOf(TooLarge.class)
                .hasMessageContaining("manifests and configs");
    }

    /** As large as a manifest may be. */
    private static byte[] padded(String name) {
        String frame = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x/y\",\"digest\":\"%s\",\"size\":2},"
                        .formatted(Digest.of(bytes("{}")))
                + "\"layers\":[],\"annotations\":{\"name\":\"" + name + "\",\"pad\":\"";
        return bytes(frame + "x".repeat(Limits.MANIFEST_BYTES_MAX - frame.length() - 3) + "\"}}");
    }

    @Test
    void blobsOfOnePullAreBounded() {
        byte[] config = bytes("{}");
        int artifacts = Limits.PULL_BLOBS_MAX / Limits.LAYERS_MAX + 1;
        List<String> children = new ArrayList<>();
        for (int i = 0; i < artifacts; i++) {
            int number = i;
            String layers = IntStream.range(0, Limits.LAYERS_MAX)
                    .mapToObj(layer -> "{\"mediaType\":\"x/y\",\"digest\":\"%s\",\"size\":1}"
                            .formatted(Digest.of(bytes(number + "/" + layer))))
                    .collect(Collectors.joining(","));
            byte[] manifest =
                    bytes("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x/y\",\"digest\":\"%s\",\"size\":2},"
                                    .formatted(Digest.of(config))
                            + "\"layers\":[" + layers + "]}");
            rig.registry.with("c" + i, MediaTypes.OCI_MANIFEST, manifest);
            children.add(describe(manifest));
        }
        rig.registry.with("latest", MediaTypes.OCI_INDEX, index(children.toArray(String[]::new)));
        assertThatThrownBy(() -> rig.pull(":latest", new PullPlatforms.All()))
                .isInstanceOf(TooLarge.class)
                .hasMessageContaining("blobs");
    }

    private static String describe(RandomImage image) {
        Descriptor target = image.facts().target();
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(target.mediaType(), target.digest(), target.size());
    }

    private static String describe(byte[] manifest) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(MediaTypes.OCI_MANIFEST, Digest.of(manifest), manifest.length);
    }

    private static byte[] index(String... children) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaTypes.OCI_INDEX, String.join(",", children)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
