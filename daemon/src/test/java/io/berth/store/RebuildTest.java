package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.ContentCheck;
import io.berth.image.Rebuild;
import io.berth.index.Change;
import io.berth.index.Image;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.MediaTypes;
import io.berth.oci.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose database is gone gets its images and names back from the layout. */
class RebuildTest {
    private static final byte[] CONFIG = TestStore.bytes(
            "{\"os\":\"linux\",\"architecture\":\"amd64\",\"created\":\"2025-05-05T05:05:05Z\",\"config\":{\"Labels\":{\"a\":\"b\"}},"
                    + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" + "a".repeat(64) + "\"]}}");
    private static final byte[] LAYER = TestStore.bytes("layer");
    private static final Reference NAME = Reference.parse("redis:latest");

    @TempDir
    Path root;

    @Test
    void imagesAndNamesComeBackAndTheStoreIsSound() throws IOException {
        Digest id;
        try (TestStore store = TestStore.open(root)) {
            id = publish(store);
            store.pull("not a manifest", List.of(TestStore.bytes("x")), "odd");
        }
        Files.delete(root.resolve("berth.db"));
        try (TestStore store = TestStore.open(root)) {
            Rebuild.run(store.index(), store.content());
            Image image = store.index().images().byName(NAME).orElseThrow();
            assertThat(image.id()).isEqualTo(id);
            assertThat(image.labels()).isEqualTo(Map.of("a", "b"));
            assertThat(image.created()).isEqualTo("2025-05-05T05:05:05Z");
            assertThat(image.facts().closure()).hasSize(3);
            assertThat(store.content().read(Digest.of(LAYER), 100)).isEqualTo(LAYER);
            assertThat(store.index().nameHistory(NAME).getFirst().cause()).isEqualTo("rebuild");
        }
    }

    @Test
    void aSecondStartBringsNothingBackThatWasRemovedSince() throws IOException {
        Digest id;
        try (TestStore store = TestStore.open(root)) {
            id = publish(store);
        }
        Files.delete(root.resolve("berth.db"));
        byte[] old = Files.readAllBytes(root.resolve("content/index.json"));
        try (TestStore store = TestStore.open(root)) {
            Rebuild.run(store.index(), store.content());
            store.index().apply(List.of(new Change.DropName(NAME, "rmi"), new Change.DropImage(id, Duration.ZERO)));
            store.content().sweep();
        }
        Files.write(root.resolve("content/index.json"), old); // as if it died before it wrote the new one
        try (TestStore store = TestStore.open(root)) {
            Rebuild.run(store.index(), store.content());
            assertThat(store.index().images().byCreated()).isEmpty();
        }
        assertThat(ContentCheck.faults(root)).isEmpty();
    }

    private static Digest publish(TestStore store) throws IOException {
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":"
                + descriptor(MediaTypes.OCI_CONFIG, CONFIG) + ",\"layers\":["
                + descriptor("application/vnd.oci.image.layer.v1.tar", LAYER) + "]}";
        byte[] bytes = TestStore.bytes(manifest);
        JobId job = store.index().beginJob("pull", "redis");
        Descriptor target = Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(bytes), bytes.length);
        for (byte[] part : List.of(bytes, CONFIG, LAYER)) {
            store.content().put(job, TestStore.descriptor(part), part);
        }
        var facts = new io.berth.index.ImageFacts(
                target, List.of(), Set.of(target.digest(), Digest.of(CONFIG), Digest.of(LAYER)), List.of());
        store.index()
                .apply(List.of(
                        new Change.PutImage(facts.id(), _ -> facts),
                        new Change.PutName(NAME, facts.id(), "pull"),
                        new Change.EndJob(job)));
        return facts.id();
    }

    private static String descriptor(String type, byte[] bytes) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.of(bytes) + "\",\"size\":" + bytes.length + "}";
    }
}
