package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.Upload;
import io.berth.content.Uploads;
import io.berth.event.Draft;
import io.berth.index.JobId;
import io.berth.index.Repositories;
import io.berth.index.Repositories.ManifestPut;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The story of a push and of its removal; what was acknowledged stays. */
class PushCrashTest extends CrashCase {
    private static final RepositoryName NAME = new RepositoryName("a/b");
    private static final RepositoryName OTHER = new RepositoryName("c");
    private static final Draft EVENT = new Draft("repository", "push", "x", Map.of());
    private static final byte[] LAYER = new byte[100_000];
    private static final byte[] MANIFEST = TestStore.bytes("manifest");
    private static final Digest DIGEST;

    static {
        new Random(1).nextBytes(LAYER);
        DIGEST = Digest.of(LAYER);
    }

    /** What a client was told of. */
    private enum Told {
        NOTHING,
        BLOB,
        MANIFEST,
        DELETED
    }

    private Told told = Told.NOTHING;

    @Override
    void begins() {
        told = Told.NOTHING;
    }

    @Override
    void isBack(TestStore store) {
        assertThat(isKept(store.index().repositories())).as("after %s", told).isTrue();
    }

    private boolean isKept(Repositories repositories) {
        return switch (told) {
            case NOTHING -> true;
            case BLOB -> repositories.blob(NAME, DIGEST).isPresent();
            case MANIFEST -> repositories.tagged(NAME, "v1").isPresent();
            case DELETED -> repositories.tagged(NAME, "v1").isEmpty();
        };
    }

    /** Two uploads of one blob, a mount, a manifest with its tag; then all of it is deleted. */
    @Override
    void story(StoreRig rig) throws IOException {
        TestStore store = rig.store();
        Uploads uploads = store.content().uploads();
        Repositories repositories = store.index().repositories();
        upload(uploads, NAME);
        told = told == Told.NOTHING ? Told.BLOB : told;
        upload(uploads, OTHER);
        repositories.link(new RepositoryName("mounted"), DIGEST, EVENT);
        JobId job = store.index().beginJob("push", "x");
        Descriptor manifest = TestStore.descriptor(MANIFEST);
        store.content().put(job, manifest, MANIFEST);
        repositories.put(
                job, new ManifestPut(NAME, manifest, null, List.of(DIGEST), false, List.of("v1")), EVENT, List.of());
        told = told == Told.BLOB ? Told.MANIFEST : told;
        Told before = told;
        told = Told.NOTHING; // it may be gone or not until the answer comes
        repositories.dropManifest(NAME, manifest.digest(), EVENT);
        told = before == Told.MANIFEST ? Told.DELETED : before;
        repositories.dropBlob(OTHER, DIGEST, EVENT);
        store.content().sweep();
    }

    private static void upload(Uploads uploads, RepositoryName name) throws IOException {
        String id = uploads.begin(name);
        try (Upload upload = uploads.open(name, id, () -> {})) {
            upload.write(ByteBuffer.wrap(LAYER, 0, 40_000));
        }
        try (Upload upload = uploads.open(name, id, () -> {})) {
            upload.write(ByteBuffer.wrap(LAYER, (int) upload.offset(), LAYER.length - (int) upload.offset()));
            upload.commit(DIGEST);
        }
    }
}
