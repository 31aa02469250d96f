package io.berth.store;

import static io.berth.store.TestStore.bytes;
import static io.berth.store.TestStore.descriptor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Draft;
import io.berth.index.Repositories;
import io.berth.index.RepositoryRules;
import io.berth.io.Limits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.Forbidden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a quota counts is right whatever happened before: changes that failed, blobs and repositories that went, other rules. */
class QuotaSumsTest {
    private static final int MANY = 3000;
    private static final Draft EVENT = new Draft("registry", "push", "x", Map.of());

    @TempDir
    private Path root;

    private TestStore store;
    private Repositories repositories;

    @BeforeEach
    void open() throws IOException {
        store = TestStore.open(root);
        repositories = store.index().repositories();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** On all repositories whose names begin so. */
    private record Bound(String text, long bytes) implements RepositoryRules.Quota {
        @Override
        public boolean counts(RepositoryName repository) {
            return repository.value().startsWith(text);
        }
    }

    private void keepTo(List<Bound> quotas) {
        keepTo(repository -> quotas.stream()
                .filter(one -> one.counts(repository))
                .map(one -> (RepositoryRules.Quota) one)
                .toList());
    }

    private void keepTo(Function<RepositoryName, List<RepositoryRules.Quota>> quotas) {
        repositories.keepTo(new RepositoryRules() {
            @Override
            public boolean isFixed(RepositoryName repository, String tag) {
                return false;
            }

            @Override
            public List<Quota> quotas(RepositoryName repository) {
                return quotas.apply(repository);
            }
        });
    }

    @Test
    void anyOrderOfLinksFailuresDeletesAndRulesIsCountedAsAModelCounts() throws IOException {
        List<byte[]> parts = IntStream.rangeClosed(1, 9)
                .mapToObj(size -> bytes("x".repeat(size)))
                .toList();
        store.pull("image", parts, "image:1");
        Random random = new Random(5);
        Model model = new Model();
        for (int step = 0; step < 400; step++) {
            if (random.nextInt(20) == 0) {
                Bound all = new Bound("a", 20 + random.nextInt(60));
                Bound some = new Bound("a/b", 10 + random.nextInt(30));
                model.quotas = random.nextInt(4) == 0 ? List.of() : List.of(all, some);
                keepTo(model.quotas);
            }
            RepositoryName repository =
                    new RepositoryName(List.of("a/b1", "a/b2", "a/c", "d").get(random.nextInt(4)));
            Descriptor blob = descriptor(parts.get(random.nextInt(parts.size())));
            if (random.nextInt(3) == 0) {
                assertThat(repositories.dropBlob(repository, blob.digest(), EVENT))
                        .isEqualTo(model.drop(repository, blob));
            } else {
                link(model, repository, blob);
            }
            assertThat(repositories.left(repository)).isEqualTo(model.left(repository));
        }
    }

    /** Counts how many repositories it was asked about. */
    private record Counted(String text, AtomicInteger looks) implements RepositoryRules.Quota {
        @Override
        public long bytes() {
            return 1_000_000;
        }

        @Override
        public boolean counts(RepositoryName repository) {
            looks.incrementAndGet();
            return true;
        }
    }

    @Test
    void ofThousandsOfRepositoriesEachIsLookedAtOnce() throws IOException {
        List<byte[]> parts = List.of(bytes("one"), bytes("three"));
        store.pull("image", parts, "image:1");
        IntStream.range(0, MANY).parallel().forEach(i -> link("r/" + i, parts.getFirst()));
        AtomicInteger looks = new AtomicInteger();
        keepTo(_ -> List.of(new Counted("all", looks)));
        long left = repositories.left(new RepositoryName("r/0"));
        assertThat(left).isEqualTo(1_000_000 - 3 * MANY);
        assertThat(looks).hasValue(MANY);
        for (int i = 0; i < 20; i++) {
            link("r/" + i, parts.getLast());
            link("new/" + i, parts.getLast());
            left -= 10;
            assertThat(repositories.left(new RepositoryName("r/0"))).isEqualTo(left);
        }
        assertThat(repositories.dropBlob(new RepositoryName("new/7"), Digest.of(parts.getLast()), EVENT))
                .isTrue();
        assertThat(repositories.left(new RepositoryName("r/0"))).isEqualTo(left + 5);
        assertThat(looks).hasValue(MANY + 20);
    }

    private void link(String repository, byte[] blob) {
        assertThat(repositories.link(new RepositoryName(repository), Digest.of(blob), EVENT))
                .isTrue();
    }

    @Test
    void sumsOfAsManyQuotasAreKeptAsAnAccessFileMayHave() throws IOException {
        byte[] part = bytes("one");
        store.pull("image", List.of(part), "image:1");
        AtomicInteger looks = new AtomicInteger();
        link("r", part);
        for (int i = 0; i < Limits.ACCESS_RULES_MAX; i++) {
            leftOf("quota " + i, looks);
        }
        leftOf("quota 0", looks);
        assertThat(looks).hasValue(Limits.ACCESS_RULES_MAX);
        leftOf("one more", looks);
        leftOf("quota 0", looks); // of an access file that is in force no longer, and forgotten
        assertThat(looks).hasValue(Limits.ACCESS_RULES_MAX + 2);
        link("s", part);
        assertThat(repositories.left(new RepositoryName("s"))).isEqualTo(1_000_000 - 6);
    }

    private void leftOf(String text, AtomicInteger looks) {
        keepTo(_ -> List.of(new Counted(text, looks)));
        assertThat(repositories.left(new RepositoryName("r"))).isEqualTo(1_000_000 - 3);
    }

    private void link(Model model, RepositoryName repository, Descriptor blob) {
        boolean isNew = model.link(repository, blob);
        Bound over = model.over(repository);
        if (over == null) {
            assertThat(repositories.link(repository, blob.digest(), EVENT)).isTrue();
            return;
        }
        assertThatThrownBy(() -> repositories.link(repository, blob.digest(), EVENT))
                .isInstanceOf(Forbidden.class)
                .hasMessageEndingWith("would have " + model.sum(over));
        if (isNew) {
            model.drop(repository, blob);
        }
    }

    private static final class Model {
        private final Map<RepositoryName, Set<Descriptor>> blobs = new HashMap<>();
        private List<Bound> quotas = List.of();

        boolean link(RepositoryName repository, Descriptor blob) {
            return blobs.computeIfAbsent(repository, _ -> new HashSet<>()).add(blob);
        }

        boolean drop(RepositoryName repository, Descriptor blob) {
            return blobs.computeIfAbsent(repository, _ -> new HashSet<>()).remove(blob);
        }

        @Nullable
        Bound over(RepositoryName repository) {
            return quotas.stream()
                    .filter(quota -> quota.counts(repository) && sum(quota) > quota.bytes())
                    .findFirst()
                    .orElse(null);
        }

        long left(RepositoryName repository) {
            return quotas.stream()
                    .filter(quota -> quota.counts(repository))
                    .mapToLong(quota -> Math.max(0, quota.bytes() - sum(quota)))
                    .min()
                    .orElse(Long.MAX_VALUE);
        }

        long sum(Bound quota) {
            return blobs.entrySet().stream()
                    .filter(one -> quota.counts(one.getKey()))
                    .flatMap(one -> one.getValue().stream())
                    .mapToLong(Descriptor::size)
                    .sum();
        }
    }
}
