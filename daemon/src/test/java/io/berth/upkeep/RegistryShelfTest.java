package io.berth.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.content.ContentCheck;
import io.berth.event.Draft;
import io.berth.image.ImagePruner;
import io.berth.image.ImageUsers;
import io.berth.index.Catalogue;
import io.berth.index.JobId;
import io.berth.index.Repositories.ManifestPut;
import io.berth.index.Uses;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.NotFound;
import io.berth.store.TestStore;
import io.berth.upkeep.Retention.Outcome;
import io.berth.upkeep.Retention.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of the registry, under rules and when they are removed. Each blob takes a block of 4,096 bytes. */
class RegistryShelfTest {
    private static final RepositoryName APP = new RepositoryName("team/app");
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final Draft EVENT = new Draft("repository", "push", "x", Map.of());
    private static final long BLOB = 4096;

    @TempDir
    Path root;

    private TestStore store;
    private Retention retention;

    @BeforeEach
    void open() throws IOException {
        store = TestStore.open(root);
        retention = new Retention(
                new Retention.Store(
                        root,
                        store.index(),
                        store.index().inventory(),
                        store.index().catalogue(),
                        store.content(),
                        new Uses(store.index(), Instant::now)),
                ImageUsers.NONE,
                new ImagePruner(store.index(), store.content(), ImageUsers.NONE, Duration.ZERO),
                List.of(),
                Instant::now);
    }

    @AfterEach
    void sound() throws IOException {
        store.close();
        assertThat(ContentCheck.faults(root)).isEmpty();
    }

    private Digest push(String manifest, @Nullable Digest subject, List<String> blobs, String... tags)
            throws IOException {
        JobId job = store.index().beginJob("push", manifest);
        List<Digest> required = new ArrayList<>();
        for (String blob : blobs) {
            required.add(Digest.of(TestStore.bytes(blob)));
            store.content().put(job, TestStore.descriptor(TestStore.bytes(blob)), TestStore.bytes(blob));
            store.index().repositories().link(APP, required.getLast(), EVENT);
        }
        byte[] bytes = TestStore.bytes(manifest);
        Descriptor descriptor = Descriptor.of(TYPE, Digest.of(bytes), bytes.length);
        store.content().put(job, descriptor, bytes);
        store.index()
                .repositories()
                .put(job, new ManifestPut(APP, descriptor, subject, required, false, List.of(tags)), EVENT, List.of());
        return descriptor.digest();
    }

    private List<String> tags() {
        return store.index().repositories().tags(APP, "", 100);
    }

    private static List<RetentionRule> rules(String... texts) {
        return Stream.of(texts).map(RetentionRule::parse).toList();
    }

    @Test
    void theLastTagsStayAndTheOthersGoWithWhatOnlyTheyHave() throws IOException {
        push("m1", null, List.of("base", "one"), "1");
        push("m2", null, List.of("base", "two"), "2");
        push("m3", null, List.of("base", "three"), "3");
        Outcome run = retention.run(rules("in=registry,keep-last=1"));
        assertThat(run.rows()).extracting(Row::name).containsExactlyInAnyOrder("team/app:1", "team/app:2");
        assertThat(run.reclaimed()).isEqualTo(4 * BLOB);
        assertThat(tags()).containsExactly("3");
        assertThat(store.index().images().totals().alloc()).isEqualTo(3 * BLOB);
    }

    @Test
    void signaturesAndReferrersGoWithTheirSubjectAndAreNoTagsOfTheirOwn() throws IOException {
        Digest one = push("m1", null, List.of("one"), "1");
        push("m2", null, List.of("two"), "2");
        push("sbom of m1", one, List.of("sbom"));
        push("signature of m1", null, List.of("sig"), "sha256-" + one.hex() + ".sig");
        assertThat(retention.run(rules("keep-last=2")).rows()).isEmpty();
        Outcome run = retention.run(rules("keep-last=1"));
        assertThat(run.rows()).extracting(Row::name).containsExactly("team/app:1");
        assertThat(run.reclaimed()).isEqualTo(6 * BLOB);
        assertThat(tags()).containsExactly("2");
        assertThat(store.index().catalogue().manifests()).hasSize(1);
    }

    @Test
    void childrenOfAnIndexGoWithItUnlessTheyHaveATag() throws IOException {
        push("child 1", null, List.of("a"), "amd64");
        push("child 2", null, List.of("b"));
        push("index", null, List.of("child 1", "child 2"), "1");
        Outcome removed = retention.remove(APP, "1", false);
        assertThat(removed.reclaimed()).isEqualTo(3 * BLOB);
        assertThat(tags()).containsExactly("amd64");
    }

    @Test
    void aTaggedChildStaysWithItsIndexWhenItsTagGoes() throws IOException {
        push("child 1", null, List.of("a"), "amd64");
        push("index", null, List.of("child 1"), "1");
        assertThat(retention.remove(APP, "amd64", false).reclaimed()).isZero();
        assertThat(store.index().catalogue().manifests()).hasSize(2);
    }

    @Test
    void aManifestWithAnotherTagStays() throws IOException {
        push("m1", null, List.of("one"), "1", "latest");
        assertThat(retention.remove(APP, "1", false).reclaimed()).isZero();
        assertThat(tags()).containsExactly("latest");
    }

    @Test
    void aRepositoryGoesWithAllThatItHas() throws IOException {
        push("m1", null, List.of("one"), "1", "latest");
        push("m2", null, List.of("two"));
        Outcome dry = retention.remove(APP, null, true);
        assertThat(tags()).hasSize(2);
        assertThat(retention.remove(APP, null, false)).isEqualTo(dry);
        assertThat(dry.reclaimed()).isEqualTo(4 * BLOB);
        assertThat(store.index().catalogue().repositories()).isEmpty();
        assertThatThrownBy(() -> retention.remove(APP, null, false)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> retention.remove(APP, "1", false)).isInstanceOf(NotFound.class);
    }

    @Test
    void whatAnImageHoldsIsNotFreed() throws IOException {
        push("m1", null, List.of("one"), "1");
        store.pull("image", List.of(TestStore.bytes("one")), "x");
        assertThat(store.index().catalogue().repositories())
                .extracting(
                        Catalogue.Usage::tags,
                        Catalogue.Usage::manifests,
                        Catalogue.Usage::size,
                        Catalogue.Usage::alone)
                .containsExactly(tuple(1L, 1L, 5L, 2L));
        assertThat(retention.remove(APP, null, false).reclaimed()).isEqualTo(BLOB);
    }

    @Test
    void aTagThatCameMeanwhileKeepsTheManifest() throws IOException {
        Digest one = push("m1", null, List.of("one"), "1", "2");
        boolean done = store.index().catalogue().remove(APP, one, List.of("1"), List.of(), true, List.of());
        assertThat(done).isFalse();
        assertThat(tags()).containsExactly("1", "2");
    }
}
