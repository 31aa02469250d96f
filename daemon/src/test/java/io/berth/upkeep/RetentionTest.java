package io.berth.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.content.ContentCheck;
import io.berth.image.ImagePruner;
import io.berth.image.ImageUsers;
import io.berth.index.Uses;
import io.berth.io.Disk;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.InvalidParameter;
import io.berth.store.TestStore;
import io.berth.upkeep.Retention.Outcome;
import io.berth.upkeep.Retention.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules carried out on a real store. */
@Timeout(60)
class RetentionTest {
    private static final byte[] BASE = new byte[50_000];

    @TempDir
    Path root;

    private TestStore store;
    private Instant now = Instant.now();
    private Uses uses;

    @BeforeEach
    void threeImages() throws IOException {
        store = TestStore.open(root);
        uses = new Uses(store.index(), () -> now);
        for (String tag : List.of("1", "2", "3")) {
            byte[] layer = new byte[10_000 * Integer.parseInt(tag)];
            store.pull("m" + tag, List.of(BASE, layer), "app:" + tag);
        }
    }

    @AfterEach
    void sound() throws IOException {
        store.close();
        assertThat(ContentCheck.faults(root)).isEmpty();
    }

    private Retention retention(Duration undo, RetentionRule... configured) {
        ImagePruner pruner = new ImagePruner(store.index(), store.content(), ImageUsers.NONE, undo);
        return new Retention(
                new Retention.Store(
                        root,
                        store.index(),
                        store.index().inventory(),
                        store.index().catalogue(),
                        store.content(),
                        uses),
                ImageUsers.NONE,
                pruner,
                List.of(configured),
                () -> now);
    }

    private static List<RetentionRule> rules(String... texts) {
        return Stream.of(texts).map(RetentionRule::parse).toList();
    }

    private List<String> names() {
        return store.index().images().byCreated().stream()
                .flatMap(image -> image.names().stream())
                .map(Reference::familiar)
                .sorted()
                .toList();
    }

    /** As {@code du} counts. */
    private long used() throws IOException {
        long bytes = 0;
        for (Path file : Disk.REAL.list(root.resolve("content/blobs/sha256"))) {
            bytes += Disk.REAL.stat(file).orElseThrow().alloc();
        }
        return bytes;
    }

    @Test
    void aPlanChangesNothingAndARunDoesWhatItSaid() throws IOException {
        long before = used();
        Outcome plan = retention(Duration.ZERO).plan(rules("keep-last=1"));
        assertThat(names()).containsExactly("app:1", "app:2", "app:3");
        assertThat(plan.rows()).extracting(Row::name).containsExactlyInAnyOrder("app:1", "app:2");
        Outcome run = retention(Duration.ZERO).run(rules("keep-last=1"));
        assertThat(run).isEqualTo(plan);
        assertThat(names()).containsExactly("app:3");
        assertThat(before - used()).isEqualTo(plan.reclaimed());
        assertThat(retention(Duration.ZERO).plan(rules("keep-last=1")).rows()).isEmpty();
    }

    @Test
    void withAnUndoWindowTheBytesAreFreedLater() throws IOException {
        long before = used();
        Outcome run = retention(Duration.ofDays(1)).run(rules("keep-last=1"));
        assertThat(run.reclaimed()).isZero();
        assertThat(run.undoable()).isPositive();
        assertThat(used()).isEqualTo(before);
        assertThat(store.index().removed()).hasSize(2);
    }

    @Test
    void aUseThatWasNotedCounts() throws IOException {
        Digest one = store.index()
                .images()
                .byName(Reference.parse("app:1"))
                .orElseThrow()
                .id();
        now = Instant.now().plus(Duration.ofDays(40));
        uses.note(one);
        uses.note(Digest.of(TestStore.bytes("not here")));
        now = now.plus(Duration.ofDays(20));
        assertThat(retention(Duration.ZERO).run(rules("unused-for=30d")).rows())
                .extracting(Row::name, Row::reason)
                .containsExactlyInAnyOrder(tuple("app:2", "unused for 60d"), tuple("app:3", "unused for 60d"));
        assertThat(store.index().inventory().lastUsed()).containsOnlyKeys(one);
    }

    @Test
    void configuredRulesHoldWhereNoneAreNamed() throws IOException {
        assertThatThrownBy(() -> retention(Duration.ZERO).plan(List.of())).isInstanceOf(InvalidParameter.class);
        Retention configured = retention(Duration.ZERO, RetentionRule.parse("keep-last=2"));
        assertThat(configured.plan(List.of()).rows()).extracting(Row::name).containsExactly("app:1");
        assertThat(configured.plan(rules("keep-last=1")).rows()).hasSize(2);
    }

    @Test
    void changedRulesHoldFromThenOn() throws IOException {
        Retention retention = retention(Duration.ZERO, RetentionRule.parse("keep-last=2"));
        retention.reload(rules("keep-last=1"));
        assertThat(retention.plan(List.of()).rows()).extracting(Row::name).containsExactlyInAnyOrder("app:1", "app:2");
        retention.reload(List.of());
        assertThat(retention.isConfigured()).isFalse();
    }

    @Test
    void aScheduleRunsTheRulesThatItIsGivenLater() {
        Retention retention = retention(Duration.ZERO);
        try (RetentionSchedule schedule = new RetentionSchedule(retention, uses, Duration.ofMillis(1))) {
            retention.reload(rules("keep-last=1"));
            schedule.reload(Duration.ofMillis(2));
            while (names().size() > 1) {
                Thread.onSpinWait();
            }
        }
        assertThat(names()).containsExactly("app:3");
    }

    /** Reloads come for many reasons: they must not put off what is due again and again. */
    @Test
    void aScheduleThatIsReloadedOftenRunsAllTheSame() {
        Duration every = Duration.ofMillis(200);
        Retention retention = retention(Duration.ZERO, RetentionRule.parse("keep-last=1"));
        try (RetentionSchedule schedule = new RetentionSchedule(retention, uses, every)) {
            while (names().size() > 1 && !Thread.currentThread().isInterrupted()) { // by the test's timeout
                schedule.reload(every);
            }
        }
        assertThat(names()).containsExactly("app:3");
    }

    @Test
    void aScheduleWritesUsesDownWhenItEnds() {
        Digest one = store.index()
                .images()
                .byName(Reference.parse("app:1"))
                .orElseThrow()
                .id();
        try (RetentionSchedule _ = new RetentionSchedule(retention(Duration.ZERO), uses, Duration.ofHours(1))) {
            uses.note(one);
        }
        assertThat(store.index().inventory().lastUsed()).containsKey(one);
    }
}
