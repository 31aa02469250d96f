package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.index.Change;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The story of images that come and go. */
class StoreCrashTest extends CrashCase {
    private static final byte[] CONFIG = TestStore.bytes("config");
    private static final byte[] LAYER = new byte[100_000];
    private static final Reference NAME = Reference.parse("redis:latest");

    static {
        new Random(1).nextBytes(LAYER);
    }

    @Override
    void isTold(TestStore store) {
        assertThat(store.index().images().byCreated()).hasSize(1);
    }

    /** Two images share a layer; a name moves; one image is removed, brought back, and removed for good. */
    @Override
    void story(StoreRig rig) throws IOException {
        TestStore store = rig.store();
        Digest first = store.pull("first", List.of(CONFIG, LAYER), "redis");
        store.pull("second", List.of(LAYER), "redis");
        store.index().apply(List.of(new Change.DropImage(first, Duration.ofHours(1))));
        store.content().sweep();
        store.index()
                .apply(List.of(
                        new Change.RestoreImage(first),
                        new Change.PutName(NAME, first, "rollback"),
                        new Change.DropName(NAME, "rmi"),
                        new Change.DropImage(first, Duration.ZERO)));
        store.content().sweep();
        store.content().dropLeftovers(_ -> false);
    }
}
