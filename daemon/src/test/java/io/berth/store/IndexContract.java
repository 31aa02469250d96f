package io.berth.store;

import static io.berth.store.TestStore.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.event.Draft;
import io.berth.event.Event;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.ImageTable;
import io.berth.index.Index;
import io.berth.index.Index.NameEntry;
import io.berth.index.JobId;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.problem.Problem.Conflict;
import io.berth.problem.Problem.NotFound;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What every index does, whatever it is made of. */
interface IndexContract {
    byte[] SHARED = bytes("a shared layer");
    byte[] OWN = bytes("a layer of its own");
    Reference NAME = Reference.parse("redis:latest");

    /** An open, empty store. */
    TestStore store();

    private Index index() {
        return store().index();
    }

    private static Change drop(Reference name) {
        return new Change.DropName(name, "rmi");
    }

    @Test
    default void imagesAreFoundByEveryKey() throws IOException {
        Digest id = store().pull("one", List.of(OWN), "redis", "redis:7");
        ImageTable images = index().images();
        Image image = images.byId(id).orElseThrow();
        assertThat(image.names()).containsExactly(Reference.parse("redis:7"), NAME);
        assertThat(images.byName(NAME)).containsSame(image);
        assertThat(images.byConfig(Digest.of(OWN))).containsExactly(image);
        assertThat(images.byPrefix(id.hex().substring(0, 4))).containsExactly(image);
        assertThat(images.byPrefix("f".repeat(64))).isEmpty();
        assertThat(images.byName(Reference.parse("redis:8"))).isEmpty();
    }

    @Test
    default void sizesFollowWhoSharesWhat() throws IOException {
        Digest one = store().pull("one", List.of(SHARED, OWN));
        assertThat(index().images().byId(one).orElseThrow().sizes().unique()).isEqualTo(3 + SHARED.length + OWN.length);
        Digest two = store().pull("two", List.of(SHARED));
        Image.Sizes sizes = index().images().byId(one).orElseThrow().sizes();
        assertThat(sizes.size()).isEqualTo(3 + SHARED.length + OWN.length);
        assertThat(sizes.unique()).isEqualTo(3 + OWN.length);
        assertThat(sizes.alloc()).isEqualTo(3 * 4096);
        index().apply(List.of(new Change.DropImage(two, Duration.ZERO)));
        assertThat(index().images().byId(one).orElseThrow().sizes().unique()).isEqualTo(3 + SHARED.length + OWN.length);
    }

    @Test
    default void anImageThatDidNotChangeStaysTheSameObject() throws IOException {
        Digest one = store().pull("one", List.of(OWN), "redis");
        Image before = index().images().byId(one).orElseThrow();
        store().pull("two", List.of(SHARED), "other");
        index().apply(List.of(new Change.PutName(NAME, one, "tag")));
        assertThat(index().images().byId(one)).containsSame(before);
    }

    @Test
    default void aChangeHappensWholeOrNotAtAll() throws IOException {
        Digest one = store().pull("one", List.of(OWN), "redis");
        Digest absent = Digest.of(bytes("absent"));
        Change tag = new Change.PutName(Reference.parse("new:1"), one, "tag");
        assertThatThrownBy(() -> index().apply(List.of(tag, new Change.PutName(NAME, absent, "tag"))))
                .isInstanceOf(NotFound.class);
        assertThat(index().images().byId(one).orElseThrow().names()).containsExactly(NAME);
    }

    @Test
    default void anImageOfBlobsThatAreNotHereIsRefused() {
        var facts = TestStore.facts("nothing of it", List.of(OWN));
        assertThatThrownBy(() -> index().apply(List.of(new Change.PutImage(facts.id(), _ -> facts))))
                .isInstanceOf(NotFound.class);
    }

    @Test
    default void anImageWithANameCannotBeRemoved() throws IOException {
        Digest one = store().pull("one", List.of(OWN), "redis");
        assertThatThrownBy(() -> index().apply(List.of(new Change.DropImage(one, Duration.ZERO))))
                .isInstanceOf(Conflict.class);
    }

    @Test
    default void aMovedNameLeavesTheOldImageWithoutOne() throws IOException {
        Digest one = store().pull("one", List.of(OWN), "redis");
        Digest two = store().pull("two", List.of(SHARED), "redis");
        assertThat(index().images().byId(one).orElseThrow().names()).isEmpty();
        assertThat(index().images().byName(NAME).map(Image::id)).contains(two);
    }

    @Test
    default void aNameKeepsItsHistoryBeyondItsImage() throws IOException {
        Digest one = store().pull("one", List.of(OWN), "redis");
        Digest two = store().pull("two", List.of(SHARED), "redis");
        index().apply(List.of(drop(NAME), new Change.DropImage(two, Duration.ZERO)));
        assertThat(index().nameHistory(NAME).stream().map(NameEntry::digest)).containsExactly(null, two, one);
        assertThat(index().nameHistory(NAME).stream().map(NameEntry::cause)).containsExactly("rmi", "pull", "pull");
        assertThat(index().knownNames(NAME.repository())).containsExactly(NAME);
    }

    @Test
    default void aRemovedImageComesBackWithTheNamesThatAreFree() throws IOException {
        Digest one = store().pull("one", List.of(OWN), "redis", "redis:7");
        index().apply(List.of(
                drop(NAME), drop(Reference.parse("redis:7")), new Change.DropImage(one, Duration.ofHours(1))));
        assertThat(index().removed()).hasSize(1);
        store().content().sweep();
        Digest two = store().pull("two", List.of(SHARED), "redis");
        index().apply(List.of(new Change.RestoreImage(one)));
        assertThat(index().images().byId(one).orElseThrow().names()).containsExactly(Reference.parse("redis:7"));
        assertThat(index().images().byName(NAME).map(Image::id)).contains(two);
        assertThat(index().removed()).isEmpty();
        assertThat(store().content().read(Digest.of(OWN), 100)).isEqualTo(OWN);
    }

    @Test
    default void aClaimedBlobOutlivesItsImage() throws IOException {
        Digest one = store().pull("one", List.of(OWN));
        JobId job = index().beginJob("pull", "x");
        Digest missing = Digest.of(bytes("missing"));
        assertThat(index().claim(job, List.of(Digest.of(OWN), missing))).isEqualTo(Set.of(Digest.of(OWN)));
        index().apply(List.of(new Change.DropImage(one, Duration.ZERO)));
        store().content().sweep();
        assertThat(store().content().read(Digest.of(OWN), 100)).isEqualTo(OWN);
    }

    @Test
    default void eventsAreToldInTheirOrderAndKept() {
        List<Event> told = new ArrayList<>();
        try (var _ = store().bus().subscribe(told::add)) {
            for (String action : List.of("pull", "tag", "delete")) {
                index().apply(List.of(new Change.Log(new Draft("image", action, "redis", Map.of("a", action)))));
            }
        }
        List<Event> kept = new ArrayList<>();
        index().events(told.getFirst().seq(), Instant.MIN, Instant.MAX, kept::add);
        assertThat(told).extracting(event -> event.what().action()).containsExactly("pull", "tag", "delete");
        assertThat(kept).isEqualTo(told.subList(1, 3));
    }

    @Test
    default void manyCommittersAtOnceLoseNothing() throws Exception {
        Digest one = store().pull("one", List.of(OWN));
        int threads = 16;
        int each = 20;
        store().index().apply(List.of(new Change.PutName(NAME, one, "tag")));
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int mine = t;
            Thread.startVirtualThread(() -> {
                for (int i = 0; i < each; i++) {
                    tag(one, Reference.parse("repo" + mine + ":" + i), i % 5 == 0);
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(index().images().byId(one).orElseThrow().names()).hasSize(threads * each + 1);
    }

    /** Tags the image, and before it tries what must fail without harm to the changes beside it. */
    private void tag(Digest image, Reference name, boolean withFailure) {
        if (withFailure) {
            assertThatThrownBy(() -> index().apply(List.of(new Change.DropImage(image, Duration.ZERO), drop(name))))
                    .isInstanceOf(Conflict.class);
        }
        ImageTable after = index().apply(List.of(new Change.PutName(name, image, "tag")));
        assertThat(after.byName(name)).isPresent();
    }
}
