package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Change;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSmokeTest {
    @TempDir
    Path root;

    @Test
    void anImageIsPulledListedAndRemoved() throws Exception {
        byte[] layer = TestStore.bytes("layer");
        byte[] config = TestStore.bytes("config");
        Digest id;
        try (TestStore store = TestStore.open(root)) {
            id = store.pull("one", List.of(config, layer), "redis", "redis:7");
            store.pull("two", List.of(layer), "other");
            var image =
                    store.index().images().byName(Reference.parse("redis:7")).orElseThrow();
            assertThat(image.sizes().size()).isEqualTo(14);
            assertThat(image.sizes().unique()).isEqualTo(9);
            assertThat(store.index().images().totals().blobs()).isEqualTo(4);
            assertThat(store.index().images().byPrefix(id.hex().substring(0, 6)))
                    .containsExactly(image);
            assertThat(store.index().images().byConfig(Digest.of(config))).containsExactly(image);
        }
        try (TestStore store = TestStore.open(root)) {
            assertThat(store.index().images().byCreated()).hasSize(2);
            assertThat(store.content().read(Digest.of(layer), 100)).isEqualTo(layer);
            store.index()
                    .apply(List.of(
                            new Change.DropName(Reference.parse("redis:7"), "rmi"),
                            new Change.DropName(Reference.parse("redis:latest"), "rmi"),
                            new Change.DropImage(id, Duration.ZERO)));
            assertThat(store.content().sweep()).isEqualTo(8192);
            assertThat(store.index().images().totals().blobs()).isEqualTo(2);
            assertThat(store.blobFile(Digest.of(config))).doesNotExist();
            assertThat(Files.exists(store.blobFile(Digest.of(layer)))).isTrue();
        }
    }
}
