package io.berth.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.Disk;
import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Forbidden;
import io.berth.store.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the images take all the memory that they may. */
class ImageRoomTest {
    private static final List<byte[]> LAYERS = List.of(TestStore.bytes("a layer"));
    private static final long IMAGE = HeldBytes.of(TestStore.facts("one", LAYERS));
    private static final Reference NAME = Reference.parse("x:1");
    private static final Reference OTHER = Reference.parse("x:2");
    private static final long NAMED = HeldBytes.of(NAME);
    private static final long ANY = Long.MAX_VALUE / 2;

    @TempDir
    Path root;

    private TestStore store;

    private void open(long images, long names) throws IOException {
        close();
        store = TestStore.open(root, Disk.REAL, IndexOptions.DEFAULT.with(new TableBound(images, names)), "boot-1");
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private ImageTable images() {
        return store.index().images();
    }

    private Digest pull(String manifest, Reference name) throws IOException {
        return store.pull(manifest, LAYERS, name.familiar());
    }

    private void tag(Digest image, Reference name) {
        store.index().apply(List.of(new Change.PutName(name, image, "tag")));
    }

    private void remove(Digest image, Duration undo, Reference... names) {
        for (Reference name : names) {
            store.index().apply(List.of(new Change.DropName(name, "rmi")));
        }
        store.index().apply(List.of(new Change.DropImage(image, undo)));
    }

    @Test
    void theLastImageThatHasRoomComesIn() throws IOException {
        open(2 * IMAGE + NAMED, ANY);
        pull("one", NAME);
        pull("two", OTHER);
        assertThat(images().byCreated()).hasSize(2);
    }

    @Test
    void oneThatTakesAByteMoreIsRefusedAndLeavesNoTrace() throws IOException {
        open(2 * IMAGE + NAMED - 1, ANY);
        Digest one = pull("one", NAME);
        assertThatThrownBy(() -> pull("two", NAME))
                .isInstanceOf(Forbidden.class)
                .hasMessageStartingWith(
                        "no room in memory for another image: 1 images are here, which take 0 MiB of the 0")
                .hasMessageContaining("remove some")
                .hasMessageContaining("BERTH_JAVA_OPTS=-Xmx");
        assertThat(images().byName(NAME).map(Image::id)).contains(one);
        assertThat(images().byCreated()).hasSize(1);
        assertThat(store.index().nameHistory(NAME)).hasSize(1);
        open(ANY, ANY);
        assertThat(images().byCreated()).hasSize(1);
    }

    @Test
    void aChangeHasRoomForAllItsImagesOrNone() throws IOException {
        open(2 * IMAGE - 1, ANY);
        JobId job = store.index().beginJob("load", "two");
        store.write(job, LAYERS.getFirst());
        store.write(job, TestStore.bytes("one"));
        store.write(job, TestStore.bytes("two"));
        assertThatThrownBy(() -> store.index().apply(List.of(put("one"), put("two"))))
                .isInstanceOf(Forbidden.class);
        assertThat(images().byCreated()).isEmpty();
        store.index().apply(List.of(put("one")));
        assertThat(images().byCreated()).hasSize(1);
    }

    private static Change.PutImage put(String manifest) {
        ImageFacts facts = TestStore.facts(manifest, LAYERS);
        return new Change.PutImage(facts.id(), _ -> facts);
    }

    @Test
    void removingMakesRoom() throws IOException {
        open(IMAGE, ANY);
        Digest one = pull("one", NAME);
        assertThatThrownBy(() -> pull("two", OTHER)).isInstanceOf(Forbidden.class);
        remove(one, Duration.ZERO, NAME);
        pull("two", OTHER);
        assertThat(images().byCreated()).hasSize(1);
    }

    @Test
    void whoAsksBeforeIsToldWhatTheChangeWouldSay() throws IOException {
        open(2 * IMAGE + NAMED, ANY);
        pull("one", NAME);
        store.index().requireRoom(put("two"));
        pull("two", OTHER);
        assertThatThrownBy(() -> store.index().requireRoom(put("six")))
                .isInstanceOf(Forbidden.class)
                .hasMessageStartingWith("no room in memory for another image: 2 images are here");
        store.index().requireRoom(put("two"));
        assertThat(images().byCreated()).hasSize(2);
    }

    @Test
    void whatIsHereCanBeNamedUpToItsOwnBound() throws IOException {
        open(IMAGE, IMAGE + 2 * NAMED);
        Digest one = pull("one", NAME);
        tag(one, OTHER);
        assertThatThrownBy(() -> tag(one, Reference.parse("x:3")))
                .isInstanceOf(Forbidden.class)
                .hasMessageStartingWith("no room in memory for another name");
        tag(one, OTHER);
        store.index().apply(List.of(put("one"), new Change.Use(one, Instant.EPOCH)));
        assertThat(images().byId(one).orElseThrow().names()).containsExactly(NAME, OTHER);
    }

    @Test
    void aStoreThatHasTooManyOpensAndLetsRemove() throws IOException {
        open(ANY, ANY);
        Digest one = pull("one", NAME);
        Digest two = pull("two", OTHER);
        open(IMAGE, IMAGE);
        assertThat(images().byCreated()).hasSize(2);
        assertThatThrownBy(() -> pull("six", Reference.parse("y:1"))).isInstanceOf(Forbidden.class);
        tag(one, OTHER);
        remove(two, Duration.ZERO);
        remove(one, Duration.ZERO, NAME, OTHER);
        store.index().apply(List.of(put("one")));
        assertThat(images().byCreated()).hasSize(1);
    }

    @Test
    void aRemovedImageComesBackWhereThereIsRoom() throws IOException {
        open(IMAGE + NAMED, ANY);
        Digest one = pull("one", NAME);
        remove(one, Duration.ofDays(1), NAME);
        Digest two = pull("two", OTHER);
        assertThatThrownBy(() -> store.index().apply(List.of(new Change.RestoreImage(one))))
                .isInstanceOf(Forbidden.class);
        assertThat(store.index().removed()).hasSize(1);
        remove(two, Duration.ZERO, OTHER);
        store.index().apply(List.of(new Change.RestoreImage(one)));
        assertThat(images().byName(NAME).map(Image::id)).contains(one);
    }

    @Test
    void whatAnAccidentTookComesBackWithoutABound() throws IOException {
        open(0, 0);
        JobId job = store.index().beginJob("rebuild", "one");
        store.write(job, LAYERS.getFirst());
        Digest one = store.write(job, TestStore.bytes("one"));
        store.index().apply(List.of(new Change.PutBack(), put("one"), new Change.PutName(NAME, one, "rebuild")));
        assertThat(images().byName(NAME).map(Image::id)).contains(one);
    }

    @Test
    void theBoundsAreSharesOfTheHeap() {
        long heap = 1_000_000;
        assertThat(TableBound.ofHeap(heap))
                .isEqualTo(new TableBound(
                        10_000L * Limits.IMAGES_HEAP_PERCENT_MAX, 10_000L * Limits.NAMES_HEAP_PERCENT_MAX));
    }
}
