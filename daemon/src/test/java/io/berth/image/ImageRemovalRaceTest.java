package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Limits;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Conflict;
import io.berth.store.TestStore;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens between a plan and its execution: asking who uses an image is the moment in between. */
class ImageRemovalRaceTest {
    @TempDir
    Path root;

    private final RandomImage made = new RandomImages(11).image();
    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = TestStore.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void nameThatComesInBetweenKeepsTheImage() throws IOException {
        store.add(made, "busybox");
        AtomicBoolean first = new AtomicBoolean(true);
        ImageUsers naming = id -> {
            if (first.getAndSet(false)) {
                new ImageTagger(store.index()).tag("busybox", Reference.parse("kept:1"));
            }
            return List.of();
        };
        ImageRemover remover = new ImageRemover(store.index(), store.content(), naming, Duration.ZERO);
        assertThat(remover.remove("busybox", new RemoveOptions(false, List.of())))
                .containsExactly(new Removed.Untagged("busybox:latest"));
        assertThat(store.index().images().byName(Reference.parse("kept:1"))).isPresent();
    }

    @Test
    void imageThatNamesComeToEachTimeIsLeftAfterAFewPlans() throws IOException {
        store.add(made, "busybox");
        assertThatThrownBy(() -> removeWhileNamesCome(Limits.REMOVAL_PLANS_MAX)).isInstanceOf(Conflict.class);
        assertThat(store.index().images().byId(made.id())).isPresent();
        removeWhileNamesCome(Limits.REMOVAL_PLANS_MAX - 1);
        assertThat(store.index().images().byId(made.id())).isEmpty();
    }

    private void removeWhileNamesCome(int times) throws IOException {
        AtomicInteger come = new AtomicInteger();
        ImageUsers naming = id -> {
            if (come.incrementAndGet() <= times) {
                new ImageTagger(store.index()).tag(id.toString(), Reference.parse("more:" + come));
            }
            return List.of();
        };
        new ImageRemover(store.index(), store.content(), naming, Duration.ZERO)
                .remove(made.id().toString(), new RemoveOptions(true, List.of()));
    }

    @Test
    void secondPruneConflictsWhileOneRuns() throws IOException {
        store.add(made);
        AtomicReference<ImagePruner> pruner = new AtomicReference<>();
        AtomicReference<Throwable> second = new AtomicReference<>();
        pruner.set(new ImagePruner(
                store.index(),
                store.content(),
                id -> {
                    try {
                        pruner.get().prune(ImageFilter.NONE);
                    } catch (Conflict e) {
                        second.set(e);
                    }
                    return List.of();
                },
                Duration.ZERO));
        assertThat(pruner.get().prune(ImageFilter.NONE).rows()).hasSize(2);
        assertThat(second.get()).hasMessage("a prune operation is already running");
    }

    @Test
    void failedPruneLetsTheNextOneRun() throws IOException {
        store.add(made);
        AtomicBoolean fail = new AtomicBoolean(true);
        ImagePruner pruner = new ImagePruner(
                store.index(),
                store.content(),
                id -> {
                    if (fail.getAndSet(false)) {
                        throw new IllegalStateException("no answer");
                    }
                    return List.of();
                },
                Duration.ZERO);
        assertThatThrownBy(() -> pruner.prune(ImageFilter.NONE)).isInstanceOf(IllegalStateException.class);
        assertThat(pruner.prune(ImageFilter.NONE).rows()).hasSize(2);
    }
}
