package io.berth.image;

import static io.berth.testing.FakeRegistry.status;
import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Event;
import io.berth.index.Image;
import io.berth.index.ManifestFacts;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Platform;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Forbidden;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unavailable;
import io.berth.problem.Problem.Unsupported;
import io.berth.remote.RemoteSettings;
import io.berth.remote.Remotes;
import io.berth.remote.credential.Credentials;
import io.berth.store.TestStore;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.DownloadSettings;
import io.berth.transfer.Downloads;
import io.berth.transfer.Jobs;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PullTest {
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final FakeRegistry registry = new FakeRegistry();
    private final RandomImages images = new RandomImages(1);
    private final Remotes remotes = new Remotes(RemoteSettings.DEFAULTS);
    private final Jobs jobs = new Jobs();
    private final CancelToken cancel = new CancelToken();
    private TestStore store;
    private Downloads downloads;
    private ImagePuller puller;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        downloads = new Downloads(store.content(), DownloadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        puller = new ImagePuller(
                store.index(), store.content(), remotes, downloads, jobs, new NoObserver(), TrustPolicy.NONE);
    }

    @AfterEach
    void close() {
        downloads.close();
        remotes.close();
        store.close();
        registry.close();
    }

    private Reference reference(String rest) {
        return Reference.parse(registry.authority() + "/library/x" + rest);
    }

    private List<String> pull(String rest) throws IOException {
        return pull(rest, null);
    }

    private List<String> pull(String rest, @Nullable Platform platform) throws IOException {
        RecordedProgress progress = new RecordedProgress();
        PullPlatforms platforms = platform == null ? PullPlatforms.host() : PullPlatforms.of(platform);
        puller.pull(new PullRequest(reference(rest), platforms, Credentials.anonymous(), Map.of()), progress, cancel);
        return progress.rows();
    }

    private Optional<Image> named(String rest) {
        return store.index().images().byName(reference(rest));
    }

    @Test
    void imageAppearsWithItsFacts() throws IOException {
        RandomImage image = images.image(wish().labels(Map.of("a", "b")));
        registry.with("latest", image);
        pull(":latest");
        Image here = named(":latest").orElseThrow();
        assertThat(here.facts().target()).isEqualTo(image.facts().target());
        assertThat(here.facts().manifests()).isEqualTo(image.facts().manifests());
        assertThat(here.facts().closure()).isEqualTo(image.facts().closure());
        assertThat(here.facts().sources()).containsExactly(reference("").repository());
        assertThat(here.labels()).containsEntry("a", "b");
    }

    @Test
    void rowsComeInTheEnginesOrder() throws IOException {
        RandomImage image = images.image(wish().layers(1));
        registry.with("latest", image);
        String layer = layers(image).getFirst().shortHex();
        assertThat(pull(":latest").stream().filter(row -> !row.startsWith("downloading")))
                .containsExactly(
                        "pulling " + reference(":latest"),
                        "waiting " + layer,
                        "downloaded " + layer,
                        "complete " + layer,
                        "done " + reference(":latest") + " " + image.id().shortHex() + " newer");
    }

    @Test
    void upToDateImageCostsOneHead() throws IOException {
        RandomImage image = images.image();
        registry.with("latest", image);
        pull(":latest");
        int before = registry.lines().size();
        assertThat(pull(":latest")).last().asString().endsWith(image.id().shortHex() + " present");
        assertThat(registry.lines().subList(before, registry.lines().size()))
                .containsExactly("HEAD /v2/library/x/manifests/latest");
    }

    @Test
    void digestOfAnImageOfTheRepositoryIsUpToDate() throws IOException {
        RandomImage image = images.image();
        registry.with("latest", image);
        assertThat(pull("@" + image.id())).last().asString().endsWith(" newer");
        registry.with("other", images.image());
        pull(":other");
        Digest other = named(":other").orElseThrow().id();
        assertThat(pull("@" + other)).last().asString().endsWith(" present");
        assertThat(named("@" + other)).isPresent();
    }

    @Test
    void layersOfOtherImagesAreNotFetched() throws IOException {
        byte[] shared = images.layer();
        registry.with("one", images.image(wish().above(shared)));
        registry.with("two", images.image(wish().above(shared)));
        pull(":one");
        int before = registry.lines().size();
        pull(":two");
        assertThat(registry.lines().subList(before, registry.lines().size()))
                .noneMatch(line -> line.contains(Digest.of(shared).toString()));
    }

    @Test
    void pullIsLogged() throws IOException {
        registry.with("latest", images.image(wish().labels(Map.of("k", "v"))));
        pull(":latest");
        List<Event> events = new ArrayList<>();
        store.index().events(0, Instant.EPOCH, Instant.MAX, events::add);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().what().action()).isEqualTo("pull");
        assertThat(events.getFirst().what().actor())
                .isEqualTo(reference(":latest").familiar());
        assertThat(events.getFirst().what().attributes())
                .containsEntry("k", "v")
                .containsEntry("name", reference("").repository().familiar());
    }

    @Test
    void tagAndDigestAreTwoNames() throws IOException {
        RandomImage image = images.image();
        registry.with("5", image);
        pull(":5@" + image.id());
        assertThat(named(":5")).isPresent();
        assertThat(named("@" + image.id())).isPresent();
    }

    @Test
    void withoutTagAllTagsArePulled() throws IOException {
        registry.with("a", images.image()).with("b", images.image());
        pull("");
        assertThat(named(":a")).isPresent();
        assertThat(named(":b")).isPresent();
    }

    @Test
    void movedTagLeavesTheOldImage() throws IOException {
        RandomImage old = images.image();
        registry.with("latest", old);
        pull(":latest");
        registry.with("latest", images.image());
        pull(":latest");
        assertThat(store.index().images().byId(old.id()).orElseThrow().names()).isEmpty();
    }

    @Test
    void anotherPlatformOfAnIndexAddsToWhatIsHere() throws IOException {
        RandomImage index = images.index(
                2,
                wish().platform("linux", "amd64", ""),
                wish().platform("linux", "s390x", ""),
                wish().platform("linux", "ppc64le", ""));
        registry.with("latest", index);
        pull(":latest", Platform.of("linux", "amd64", ""));
        assertThat(available(index)).containsExactly(true, false, false, true);
        pull(":latest", Platform.of("linux", "s390x", ""));
        assertThat(available(index)).containsExactly(true, true, false, true);
        Image here = named(":latest").orElseThrow();
        assertThat(here.facts().closure()).isEqualTo(index.facts().closure());
    }

    private List<Boolean> available(RandomImage image) {
        return store.index().images().byId(image.id()).orElseThrow().facts().manifests().stream()
                .map(ManifestFacts::available)
                .toList();
    }

    @Test
    void indexWithoutThePlatformIsNotFound() {
        registry.with("latest", images.index(1, wish().platform("linux", "s390x", "")));
        assertThatThrownBy(() -> pull(":latest", Platform.parse("linux/ppc64le")))
                .isInstanceOf(NotFound.class)
                .hasMessage("no matching manifest for linux/ppc64le in the manifest list entries: "
                        + "no match for platform in manifest: not found");
        assertThat(named(":latest")).isEmpty();
    }

    @Test
    void lonePlatformIsNotChecked() throws IOException {
        registry.with("latest", images.image(wish().platform("linux", "s390x", "")));
        pull(":latest", Platform.of("linux", "amd64", ""));
        assertThat(named(":latest")).isPresent();
    }

    @Test
    void artifactIsPulledWithItsConfigAsABlob() throws IOException {
        byte[] config = bytes("{\"name\":\"chart\"}");
        byte[] chart = bytes("chart");
        registry.with(config)
                .with(chart)
                .with(
                        "1",
                        MediaTypes.OCI_MANIFEST,
                        manifest(
                                describe("application/vnd.cncf.helm.config.v1+json", config),
                                describe("application/x", chart)));
        pull(":1");
        ManifestFacts facts = named(":1").orElseThrow().facts().manifests().getFirst();
        assertThat(facts.kind()).isEqualTo(ManifestFacts.Kind.UNKNOWN);
        assertThat(facts.available()).isTrue();
    }

    @Test
    void diffIdsMustBeAsManyAsLayersBeforeAnyIsFetched() {
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[]}}");
        byte[] layer = bytes("layer");
        registry.with(config)
                .with(layer)
                .with(
                        "1",
                        MediaTypes.OCI_MANIFEST,
                        manifest(describe(MediaTypes.OCI_CONFIG, config), describe(LAYER, layer)));
        assertThatThrownBy(() -> pull(":1"))
                .isInstanceOf(Corrupt.class)
                .hasMessage("number of layers and diffIDs don't match: 1 != 0");
        assertThat(registry.lines())
                .noneMatch(line -> line.contains(Digest.of(layer).toString()));
        assertThat(named(":1")).isEmpty();
    }

    @Test
    void sizeOfALayerThatIsHereMustBeTrueToo() throws IOException {
        byte[] layer = images.layer();
        registry.with("good", images.image(wish().layers(0).above(layer)));
        pull(":good");
        byte[] config = bytes("{\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"" + Digest.of(layer) + "\"]}}");
        String lie = describe(LAYER, layer).replace("\"size\":", "\"size\":1");
        registry.with(config)
                .with("bad", MediaTypes.OCI_MANIFEST, manifest(describe(MediaTypes.OCI_CONFIG, config), lie));
        assertThatThrownBy(() -> pull(":bad"))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("failed size validation");
        assertThat(named(":bad")).isEmpty();
    }

    @Test
    void layerOfUnknownTypeIsUnsupported() {
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[]}}");
        byte[] layer = bytes("layer");
        registry.with(config)
                .with(
                        "1",
                        MediaTypes.OCI_MANIFEST,
                        manifest(describe(MediaTypes.OCI_CONFIG, config), describe("x/y", layer)));
        assertThatThrownBy(() -> pull(":1")).isInstanceOf(Unsupported.class);
    }

    @Test
    void moreLayersThanTheLimitAreRefusedBeforeTheConfigIsFetched() {
        assertThatThrownBy(() -> pullLayers(Limits.LAYERS_MAX + 1)).isInstanceOf(TooLarge.class);
        assertThat(registry.lines()).noneMatch(line -> line.contains("/blobs/"));
    }

    @Test
    void asManyLayersAsTheLimitAreFine() throws IOException {
        pullLayers(Limits.LAYERS_MAX);
        assertThat(named(":many")).isPresent();
    }

    private void pullLayers(int count) throws IOException {
        byte[] layer = bytes("the same");
        String ids = IntStream.range(0, count)
                .mapToObj(_ -> '"' + Digest.of(layer).toString() + '"')
                .collect(Collectors.joining(","));
        byte[] config = bytes("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[" + ids + "]}}");
        String[] layers =
                IntStream.range(0, count).mapToObj(_ -> describe(LAYER, layer)).toArray(String[]::new);
        registry.with(config)
                .with(layer)
                .with("many", MediaTypes.OCI_MANIFEST, manifest(describe(MediaTypes.OCI_CONFIG, config), layers));
        pull(":many");
    }

    @Test
    void indexesNestTooDeep() {
        byte[] inner = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
        for (int i = 0; i < Limits.INDEX_DEPTH_MAX + 1; i++) {
            registry.with("l" + i, MediaTypes.OCI_INDEX, inner);
            inner = bytes("{\"schemaVersion\":2,\"manifests\":[" + describe(MediaTypes.OCI_INDEX, inner) + "]}");
        }
        registry.with("deep", MediaTypes.OCI_INDEX, inner);
        assertThatThrownBy(() -> pull(":deep")).isInstanceOf(TooLarge.class);
    }

    @Test
    void falseDigestOfARegistryIsNotBelieved() throws IOException {
        RandomImage image = images.image();
        registry.with("latest", image).fault(request -> {
            String target = request.getTarget();
            boolean claimed = target.contains("/manifests/sha256:");
            return request.getMethod().equals("HEAD")
                    ? new MockResponse.Builder()
                            .addHeader(
                                    "Docker-Content-Digest",
                                    Digest.of(bytes("other")).toString())
                            .addHeader("Content-Length", "5")
                            .build()
                    : claimed ? status(404) : null;
        });
        pull(":latest");
        assertThat(named(":latest").orElseThrow().id()).isEqualTo(image.id());
    }

    @Test
    void missingLayerNamesNothingAndEndsTheJob() {
        RandomImage image = images.image();
        registry.with("latest", image)
                .fault(request ->
                        request.getTarget().contains(layers(image).getLast().toString()) ? status(404) : null);
        assertThatThrownBy(() -> pull(":latest")).isInstanceOf(NotFound.class);
        assertThat(store.index().images().byCreated()).isEmpty();
        assertThat(jobs.list()).isEmpty();
    }

    @Test
    void cancelledPullNamesNothing() {
        RandomImage image = images.image();
        registry.with("latest", image).fault(request -> {
            if (request.getTarget().contains("/blobs/")) {
                cancel.cancel();
            }
            return null;
        });
        assertThatThrownBy(() -> pull(":latest")).isInstanceOf(Unavailable.class);
        assertThat(named(":latest")).isEmpty();
    }

    @Test
    void scratchIsReserved() {
        PullRequest scratch = new PullRequest(
                Reference.parse("scratch:latest"), PullPlatforms.host(), Credentials.anonymous(), Map.of());
        assertThatThrownBy(() -> puller.pull(scratch, new RecordedProgress(), cancel))
                .isInstanceOf(Forbidden.class)
                .hasMessage("'scratch' is a reserved name");
    }

    private static List<Digest> layers(RandomImage image) {
        return image.blobs().keySet().stream()
                .filter(blob -> blob.mediaType().equals(LAYER))
                .map(Descriptor::digest)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String describe(String type, byte[] bytes) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(bytes) + "\",\"size\":" + bytes.length + "}";
    }

    private static byte[] manifest(String config, String... layers) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":" + config
                + ",\"layers\":[" + String.join(",", layers) + "]}");
    }
}
