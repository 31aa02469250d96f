package io.berth.registry.cache;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.io.CancelToken;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Repository;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unauthorized;
import io.berth.problem.Problem.Unavailable;
import io.berth.testing.FakeRegistry;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.transfer.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CacheTest {
    private static final Duration BEYOND = CacheRig.TTL.plusSeconds(1);

    private final RandomImages images = new RandomImages(5);
    private final RandomImage image = images.image(wish());
    private CacheRig rig;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = new CacheRig(root);
        rig.registry.with("latest", image);
    }

    @AfterEach
    void closeSound() throws IOException {
        assertThat(rig.faults()).isEmpty();
    }

    private byte[] target() {
        return image.blobs().get(image.facts().target());
    }

    private Descriptor layer() {
        return image.blobs().keySet().stream()
                .filter(blob -> blob.mediaType().contains("layer"))
                .findFirst()
                .orElseThrow();
    }

    /** From now on every answer is this. */
    private void down(int status) {
        rig.registry.fault(_ -> FakeRegistry.status(status));
    }

    @Test
    void manifestIsServedByteForByte() throws IOException {
        CachedManifest manifest = rig.tag("latest");
        assertThat(manifest.bytes()).isEqualTo(target());
        assertThat(manifest.descriptor()).isEqualTo(image.facts().target());
        assertThat(manifest.warning()).isNull();
    }

    @Test
    void dockersTypesStayAsTheyAre() throws IOException {
        byte[] list = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}"
                .formatted(MediaTypes.DOCKER_LIST)
                .getBytes(StandardCharsets.UTF_8);
        rig.registry.with("list", MediaTypes.DOCKER_LIST, list);
        assertThat(rig.tag("list").descriptor().mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
    }

    @Test
    void tagIsNotAskedForAgainWithinItsTime() throws IOException {
        rig.tag("latest");
        rig.later(CacheRig.TTL.minusSeconds(1));
        rig.tag("latest");
        assertThat(rig.asked("HEAD", "latest")).isEqualTo(1);
    }

    @Test
    void tagIsAskedForByHeadAloneWhenItsTimeIsOver() throws IOException {
        rig.tag("latest");
        rig.later(BEYOND);
        rig.tag("latest");
        rig.tag("latest");
        assertThat(rig.asked("HEAD", "latest")).isEqualTo(2);
        assertThat(rig.asked("GET", image.id())).isEqualTo(1);
    }

    @Test
    void movedTagIsServedAsItIsNow() throws IOException {
        rig.tag("latest");
        RandomImage other = images.image(wish());
        rig.registry.with("latest", other);
        rig.later(BEYOND);
        assertThat(rig.tag("latest").descriptor().digest()).isEqualTo(other.id());
    }

    @Test
    void lastAnswerIsServedWithAWarningWhenTheRegistryFails() throws IOException {
        rig.tag("latest");
        rig.later(BEYOND);
        down(503);
        CachedManifest stale = rig.tag("latest");
        assertThat(stale.bytes()).isEqualTo(target());
        assertThat(stale.warning()).startsWith("as of 2026-01-01T00:00:00Z; the registry cannot be asked now: ");
    }

    @Test
    void lastAnswerIsServedWithAWarningWhenTheRegistryLimits() throws IOException {
        rig.tag("latest");
        rig.later(BEYOND);
        rig.registry.fault(_ -> FakeRegistry.error(429, "TOOMANYREQUESTS", "a \\\"quoted\\\" limit"));
        assertThat(rig.tag("latest").warning()).contains("a 'quoted' limit").doesNotContain("\"");
    }

    @Test
    void failingRegistryIsLeftAloneForAMoment() throws IOException {
        rig.tag("latest");
        rig.later(BEYOND);
        down(503);
        rig.tag("latest");
        int asked = rig.registry.lines().size();
        rig.tag("latest");
        assertThat(rig.registry.lines()).hasSize(asked);
        rig.later(Duration.ofSeconds(11));
        rig.tag("latest");
        assertThat(rig.registry.lines()).hasSizeGreaterThan(asked);
    }

    @Test
    void accessThatWasWithdrawnIsWithdrawnHere() throws IOException {
        rig.tag("latest");
        rig.later(BEYOND);
        rig.registry.fault(_ -> FakeRegistry.status(401)
                .newBuilder()
                .addHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());
        assertThatThrownBy(() -> rig.tag("latest")).isInstanceOf(Unauthorized.class);
    }

    @Test
    void tagThatIsGoneIsGoneHere() throws IOException {
        rig.tag("latest");
        rig.later(BEYOND);
        rig.registry.fault("manifests/latest", 1, FakeRegistry.status(404));
        assertThatThrownBy(() -> rig.tag("latest")).isInstanceOf(NotFound.class);
        down(503);
        assertThatThrownBy(() -> rig.tag("latest")).isInstanceOf(Unavailable.class);
    }

    @Test
    void missingTagIsAskedForEachTime() throws IOException {
        assertThatThrownBy(() -> rig.tag("new")).isInstanceOf(NotFound.class);
        rig.registry.with("new", image);
        assertThat(rig.tag("new").bytes()).isEqualTo(target());
    }

    @Test
    void manifestByDigestIsForEver() throws IOException {
        rig.digest(image.id());
        down(503);
        rig.later(Duration.ofDays(1000));
        assertThat(rig.digest(image.id()).bytes()).isEqualTo(target());
        assertThat(rig.digest(image.id()).warning()).isNull();
    }

    @Test
    void wrongManifestIsNotServed() {
        rig.registry.fault(request ->
                request.getTarget().contains("manifests") && request.getMethod().equals("GET")
                        ? FakeRegistry.json("{}")
                        : null);
        assertThatThrownBy(() -> rig.tag("latest")).isInstanceOf(Corrupt.class);
        assertThat(rig.isLive(image.id())).isFalse();
    }

    @Test
    void manifestMayNameSoManyOthersAndNoMore() throws IOException {
        rig.registry.with("most", MediaTypes.OCI_INDEX, index(Limits.INDEX_CHILDREN_MAX));
        rig.registry.with("more", MediaTypes.OCI_INDEX, index(Limits.INDEX_CHILDREN_MAX + 1));
        assertThat(rig.tag("most").warning()).isNull();
        assertThatThrownBy(() -> rig.tag("more")).isInstanceOf(TooLarge.class);
    }

    private static byte[] index(int children) {
        List<String> manifests = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            manifests.add("{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1}"
                    .formatted(MediaTypes.OCI_MANIFEST, Digest.of(new byte[] {(byte) i, (byte) (i >> 8)})));
        }
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaTypes.OCI_INDEX, String.join(",", manifests))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void blobsComeOnceAndAreServedWhenTheRegistryIsGone() throws IOException {
        rig.pull("latest", image);
        down(503);
        for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
            assertThat(rig.blob(blob.getKey().digest())).isEqualTo(blob.getValue());
            assertThat(rig.asked("GET", blob.getKey().digest())).isEqualTo(1);
        }
    }

    @Test
    void fiftyClientsCostOneRequestABlob() throws Exception {
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                clients.add(threads.submit(() -> {
                    rig.pull("latest", image);
                    return null;
                }));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
        image.blobs()
                .keySet()
                .forEach(blob -> assertThat(rig.asked("GET", blob.digest()))
                        .as(blob.mediaType())
                        .isEqualTo(1));
        assertThat(rig.asked("HEAD", "latest")).isEqualTo(1);
    }

    @Test
    void aRangeIsServedOfABlobThatComes() throws IOException {
        rig.tag("latest");
        byte[] bytes = image.blobs().get(layer());
        byte[] end = new byte[5];
        System.arraycopy(bytes, bytes.length - 5, end, 0, 5);
        assertThat(rig.blob(layer().digest(), bytes.length - 5)).isEqualTo(end);
    }

    @Test
    void wrongBytesReachNobodyWhole() throws IOException {
        rig.tag("latest");
        byte[] wrong = image.blobs().get(layer()).clone();
        wrong[wrong.length - 1] ^= 1;
        rig.registry.fault(request -> request.getTarget().contains("/blobs/")
                ? new MockResponse.Builder().body(new Buffer().write(wrong)).build()
                : null);
        assertThatThrownBy(() -> rig.blob(layer().digest())).isInstanceOf(Corrupt.class);
        assertThat(rig.isLive(layer().digest())).isFalse();
    }

    @Test
    void whatAnImageHoldsCostsNoBytesOfTheRegistry() throws IOException {
        JobId job = rig.store.index().beginJob("pull", "x");
        for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
            rig.store.content().put(job, blob.getKey(), blob.getValue());
        }
        rig.pull("latest", image);
        rig.store.index().apply(List.of(new EndJob(job)));
        assertThat(rig.registry.lines()).allMatch(line -> line.startsWith("HEAD "));
    }

    @Test
    void blobOfNoKnownManifestIsServedWhereTheRegistryHasIt() throws IOException {
        byte[] lone = new byte[1000];
        new Random(1).nextBytes(lone);
        rig.registry.with(lone);
        assertThat(rig.blob(Digest.of(lone))).isEqualTo(lone);
        assertThatThrownBy(() -> rig.blob(Digest.of(new byte[7]))).isInstanceOf(NotFound.class);
    }

    @Test
    void whatAnotherRepositoryHasIsNotThisOnes() throws IOException {
        JobId job = rig.store.index().beginJob("push", "secret");
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        Digest digest = rig.store.write(job, secret);
        assertThatThrownBy(() -> rig.blob(digest)).isInstanceOf(NotFound.class);
        rig.store.index().apply(List.of(new EndJob(job)));
    }

    @Test
    void damagedBlobComesAgain() throws IOException {
        rig.pull("latest", image);
        Files.delete(rig.store.blobFile(layer().digest()));
        assertThat(rig.blob(layer().digest())).isEqualTo(image.blobs().get(layer()));
        assertThat(rig.asked("GET", layer().digest())).isEqualTo(2);
    }

    @Test
    void soManyListsOfTagsAreKeptAndBeyondThemThatOfTheOneAskedForLeastRecentlyGoes() throws IOException {
        for (int i = 0; i < Limits.CACHE_TAG_LISTS_MAX; i++) {
            rig.cache.tags(repository(i));
        }
        rig.cache.tags(repository(0));
        assertThat(rig.asked("GET", "tags/list")).isEqualTo(Limits.CACHE_TAG_LISTS_MAX);
        rig.cache.tags(repository(Limits.CACHE_TAG_LISTS_MAX));
        rig.cache.tags(repository(0));
        assertThat(rig.asked("GET", "tags/list")).isEqualTo(Limits.CACHE_TAG_LISTS_MAX + 1);
        rig.cache.tags(repository(1));
        assertThat(rig.asked("GET", "tags/list")).isEqualTo(Limits.CACHE_TAG_LISTS_MAX + 2);
    }

    private Repository repository(int number) {
        return Repository.parse(rig.registry.authority() + "/library/x" + number);
    }

    @Test
    void tagsAreListedInOrderAndWithAWarningWhenTheRegistryIsGone() throws IOException {
        rig.registry.with("a", image).with("b", image);
        assertThat(rig.cache.tags(rig.repository()).tags()).containsExactly("a", "b", "latest");
        rig.later(BEYOND);
        down(503);
        CachedTags stale = rig.cache.tags(rig.repository());
        assertThat(stale.tags()).containsExactly("a", "b", "latest");
        assertThat(stale.warning()).contains("as of 2026-01-01T00:00:00Z");
    }

    @Test
    void whatComesIsAJobThatCanBeCancelled() throws IOException {
        rig.tag("latest");
        try (CachedBlob blob = rig.cache.blob(rig.repository(), layer().digest())) {
            Job job = rig.jobs.list().getFirst();
            assertThat(job.kind()).isEqualTo("cache");
            assertThat(job.subject()).isEqualTo(rig.repository() + "@" + layer().digest());
            assertThat(job.transfers()).hasSize(1);
            CancelToken client = new CancelToken();
            ((CachedBlob.Coming) blob).begin(0, client);
            job.cancelToken().cancel();
            assertThat(client.isCancelled()).isTrue();
        }
        assertThat(rig.jobs.list()).isEmpty();
        assertThat(rig.blob(layer().digest())).isEqualTo(image.blobs().get(layer()));
    }

    @Test
    void changedSettingsHoldAtOnce() throws IOException {
        rig.pull("latest", image);
        CacheSettings before = rig.cache.settings();
        rig.cache.reload(new CacheSettings(before.upstreams(), null, Duration.ZERO, before.patience(), 0));
        rig.tag("latest");
        assertThat(rig.asked("HEAD", "latest")).isEqualTo(2);
        rig.cache.reload(new CacheSettings(Set.of("quay.io"), null, Duration.ZERO, before.patience(), 0));
        assertThat(rig.cache.find(rig.repository().canonical())).isEmpty();
        assertThat(rig.cache.find("quay.io/team/app")).isPresent();
    }

    @Test
    void countsTellHitsMissesAndBytes() throws IOException {
        rig.pull("latest", image);
        rig.pull("latest", image);
        CacheCounts counts = rig.cache.counts();
        long bytes = image.blobs().keySet().stream().mapToLong(Descriptor::size).sum();
        int others = image.blobs().size() - 1;
        assertThat(counts.manifestMisses()).isEqualTo(1);
        assertThat(counts.manifestHits()).isEqualTo(1);
        assertThat(counts.blobMisses()).isEqualTo(others);
        assertThat(counts.blobHits()).isEqualTo(others);
        assertThat(counts.fetchedBytes()).isEqualTo(bytes);
        assertThat(rig.cache.usage().bytes()).isEqualTo(bytes);
    }
}
