package io.berth.registry.cache;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.CacheIndex;
import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.store.TestStore;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EvictionTest {
    private final RandomImages images = new RandomImages(6);
    private final RandomImage old = images.image(wish());
    private final RandomImage young = images.image(wish());
    private CacheRig rig;
    private CacheIndex index;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        rig = new CacheRig(root, 0, TrustPolicy.NONE);
        rig.registry.with("old", old).with("young", young);
        index = rig.store.index().cache();
    }

    @AfterEach
    void closeSound() throws IOException {
        assertThat(rig.faults()).isEmpty();
    }

    private static long bytes(RandomImage image) {
        return image.blobs().keySet().stream().mapToLong(Descriptor::size).sum();
    }

    private void pullBoth() throws IOException {
        rig.pull("old", old);
        rig.later(Duration.ofMinutes(1));
        rig.pull("young", young);
        rig.later(Duration.ofMinutes(1));
    }

    private void evict(long most) throws IOException {
        index.evict(most);
        rig.store.content().sweep();
    }

    private long live(RandomImage image) {
        return image.blobs().keySet().stream()
                .filter(blob -> rig.isLive(blob.digest()))
                .count();
    }

    @Test
    void leastRecentlyUsedGoesFirst() throws IOException {
        pullBoth();
        evict(bytes(young));
        assertThat(live(old)).isZero();
        assertThat(live(young)).isEqualTo(young.blobs().size());
        assertThat(index.usage().alone()).isEqualTo(bytes(young));
    }

    @Test
    void whatFitsStays() throws IOException {
        pullBoth();
        evict(bytes(old) + bytes(young));
        assertThat(live(old)).isEqualTo(old.blobs().size());
    }

    @Test
    void whatWasServedAgainStays() throws IOException {
        pullBoth();
        Digest again = old.blobs().keySet().iterator().next().digest();
        index.used(Map.of(again, Instant.parse("2026-02-01T00:00:00Z")));
        evict(bytes(young));
        assertThat(rig.isLive(again)).isTrue();
    }

    @Test
    void whatAnImageHoldsStaysAndTakesNoRoom() throws IOException {
        pullBoth();
        JobId job = rig.store.index().beginJob("pull", "old");
        rig.store.index().claim(job, old.facts().closure());
        assertThat(index.usage().alone()).isEqualTo(bytes(young));
        evict(0);
        assertThat(live(old)).isEqualTo(old.blobs().size());
        assertThat(live(young)).isZero();
        rig.store.index().apply(List.of(new EndJob(job)));
    }

    @Test
    void evictedImageIsFetchedAgain() throws IOException {
        pullBoth();
        evict(0);
        rig.pull("old", old);
        assertThat(live(old)).isEqualTo(old.blobs().size());
        assertThat(rig.asked("GET", old.id())).isEqualTo(2);
    }

    @Test
    void cacheKeepsItselfToItsSize(@TempDir Path root) throws IOException {
        try (CacheRig small = new CacheRig(root, bytes(young), TrustPolicy.NONE)) {
            small.registry.with("old", old).with("young", young);
            small.pull("old", old);
            small.later(Duration.ofMinutes(1));
            small.pull("young", young);
            while (small.cache.usage().alone() > bytes(young)) {
                Thread.onSpinWait();
            }
            assertThat(young.blobs().keySet()).allMatch(blob -> small.isLive(blob.digest()));
        }
    }

    @Test
    void cacheHoldsWhatItHasOverARestart(@TempDir Path root) throws IOException {
        try (CacheRig first = new CacheRig(root)) {
            first.registry.with("old", old);
            first.pull("old", old);
        }
        try (TestStore again = TestStore.open(root)) {
            again.content().dropLeftovers(_ -> false);
            assertThat(again.index().cache().usage().bytes()).isEqualTo(bytes(old));
            assertThat(again.content().read(old.id(), 1 << 20))
                    .isEqualTo(old.blobs().get(old.facts().target()));
        }
    }
}
