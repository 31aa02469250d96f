package io.berth.registry.cache;

import static io.berth.testing.RandomImages.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Change;
import io.berth.index.JobId;
import io.berth.index.Repositories;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.NotFound;
import io.berth.registry.Access;
import io.berth.registry.BlobPushes;
import io.berth.registry.ImageNames;
import io.berth.registry.ManifestPushes;
import io.berth.registry.ManifestPushes.Bytes;
import io.berth.registry.ManifestPushes.Put;
import io.berth.registry.Mounts;
import io.berth.registry.Principal;
import io.berth.registry.Source.Target;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.trust.TrustPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pushes, mounts, deletes, pulls, cache fills, evictions and sweeps at once, on images that share blobs. Whoever was told
 * that something is there finds it there, whole, and the store is sound in the end. The seed decides what each worker
 * does; how their steps fall together is the machine's.
 */
@Timeout(300)
class OnlineCollectionTest {
    private static final int WORKERS = 6;

    /** So many that some of them are nobody's at any time, which a sweep then takes. */
    private static final int IMAGES = 18;

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingThatWasAcknowledgedIsCollected(long seed) throws Exception {
        run(seed, 150);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    @Tag("full")
    void nothingThatWasAcknowledgedIsCollectedInLongRuns(long seed) throws Exception {
        run(seed, 600);
    }

    private void run(long seed, int steps) throws Exception {
        try (CacheRig rig = new CacheRig(root, 0, TrustPolicy.NONE)) {
            List<RandomImage> images = images(seed);
            for (int i = 0; i < images.size(); i++) {
                rig.registry.with("t" + i, images.get(i));
            }
            AtomicLong collected = new AtomicLong();
            List<Future<?>> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
                for (int i = 0; i < WORKERS; i++) {
                    Worker worker = new Worker(rig, images, collected, "w" + i, new Random(seed * 100 + i));
                    all.add(threads.submit(() -> worker.run(steps)));
                }
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(collected.get()).isPositive();
            assertThat(rig.faults()).isEmpty();
        }
    }

    /** Images that have layers in common. */
    private static List<RandomImage> images(long seed) {
        RandomImages images = new RandomImages(seed);
        byte[] base = images.layer();
        byte[] second = images.layer();
        List<RandomImage> all = new ArrayList<>();
        for (int i = 0; i < IMAGES; i += 3) {
            all.add(images.image(wish().above(base)));
            all.add(images.image(wish().above(base, second)));
            all.add(images.image(wish()));
        }
        return all;
    }

    /** One client of all parts, with repositories and names of its own. */
    private static final class Worker {
        private final CacheRig rig;
        private final List<RandomImage> images;
        private final AtomicLong collected;
        private final String name;
        private final Random random;
        private final Repositories repositories;
        private final BlobPushes blobs;
        private final ManifestPushes manifests;
        private final Mounts mounts;
        private final RepositoryName repository;
        private final Map<String, RandomImage> pushed = new HashMap<>();
        private final Map<String, RandomImage> pulled = new HashMap<>();

        Worker(CacheRig rig, List<RandomImage> images, AtomicLong collected, String name, Random random) {
            this.collected = collected;
            this.rig = rig;
            this.images = images;
            this.name = name;
            this.random = random;
            this.repositories = rig.store.index().repositories();
            this.blobs = new BlobPushes(rig.store.content().uploads(), repositories, rig.store.content());
            this.manifests = new ManifestPushes(
                    rig.store.index(), repositories, rig.store.content(), Access.OPEN, ImageNames.NONE);
            this.mounts = new Mounts(repositories, Access.OPEN);
            this.repository = new RepositoryName(name + "/app");
        }

        Void run(int steps) throws IOException {
            for (int i = 0; i < steps; i++) {
                step();
                check();
            }
            return null;
        }

        private void step() throws IOException {
            int image = random.nextInt(images.size());
            String tag = "t" + random.nextInt(2);
            switch (random.nextInt(10)) {
                case 0, 1 -> push(tag, images.get(image));
                case 2, 3 -> delete(tag);
                case 4 -> pull(tag, images.get(image));
                case 5, 6 -> remove(tag);
                case 7, 8 -> rig.pull("t" + image, images.get(image));
                default -> collect();
            }
        }

        private void push(String tag, RandomImage image) throws IOException {
            for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
                Digest digest = blob.getKey().digest();
                boolean manifest = digest.equals(image.id());
                if (!manifest && !mounts.mount(Principal.ANONYMOUS, repository, digest, Optional.empty())) {
                    String id = blobs.begin(repository);
                    blobs.commit(
                            repository,
                            id,
                            new ByteArrayInputStream(blob.getValue()),
                            OptionalLong.of(0),
                            OptionalLong.empty(),
                            digest);
                }
            }
            Descriptor target = image.facts().target();
            manifests.put(new Put(
                    Principal.ANONYMOUS,
                    repository,
                    new Target.Tag(tag),
                    List.of(),
                    random.nextBoolean(),
                    null,
                    target.mediaType(),
                    new Bytes(image.blobs().get(target))));
            pushed.put(tag, image);
        }

        private void delete(String tag) throws IOException {
            RandomImage image = pushed.get(tag);
            if (image == null) {
                return;
            }
            if (random.nextBoolean()) {
                manifests.delete(Principal.ANONYMOUS, repository, new Target.Tag(tag));
                pushed.remove(tag);
            } else {
                manifests.delete(Principal.ANONYMOUS, repository, new Target.ByDigest(image.id()));
                pushed.values().removeIf(one -> one.id().equals(image.id()));
            }
        }

        private Reference reference(String tag) {
            return Reference.parse("registry.test/" + name + ":" + tag);
        }

        private void pull(String tag, RandomImage image) throws IOException {
            JobId job = rig.store.index().beginJob("pull", name);
            rig.store.index().claim(job, image.facts().closure());
            for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
                rig.store.content().put(job, blob.getKey(), blob.getValue());
            }
            rig.store
                    .index()
                    .apply(List.of(
                            new Change.PutImage(image.id(), _ -> image.facts()),
                            new Change.PutName(reference(tag), image.id(), "pull"),
                            new Change.EndJob(job)));
            pulled.put(tag, image);
        }

        private void remove(String tag) {
            RandomImage image = pulled.remove(tag);
            if (image == null) {
                return;
            }
            rig.store.index().apply(List.of(new Change.DropName(reference(tag), "untag")));
            try {
                Duration undo = random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(30);
                rig.store.index().apply(List.of(new Change.DropImage(image.id(), undo)));
            } catch (Conflict | NotFound e) {
                // Another worker has a name for it, or was faster.
            }
        }

        private void collect() throws IOException {
            rig.store.index().cache().evict(random.nextInt(4) * 2000L);
            rig.later(Duration.ofMinutes(5));
            collected.addAndGet(rig.store.content().sweep());
        }

        /** All that this worker was told to be there. */
        private void check() throws IOException {
            for (Map.Entry<String, RandomImage> one : pushed.entrySet()) {
                assertThat(repositories.tagged(repository, one.getKey()).map(Descriptor::digest))
                        .contains(one.getValue().id());
                isWhole(one.getValue());
            }
            for (RandomImage image : pulled.values()) {
                isWhole(image);
            }
        }

        private void isWhole(RandomImage image) throws IOException {
            for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
                assertThat(rig.store.content().read(blob.getKey().digest(), Limits.CONFIG_BYTES_MAX))
                        .isEqualTo(blob.getValue());
            }
        }
    }
}
