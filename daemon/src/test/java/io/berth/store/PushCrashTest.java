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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of a push and of its removal, cut off at every single operation on disk; what was acknowledged stays. */
class PushCrashTest {
    private static final RepositoryName NAME = new RepositoryName("a/b");
    private static final RepositoryName OTHER = new RepositoryName("c");
    private static final Draft EVENT = new Draft("repository", "push", "x", Map.of());
    private static final byte[] LAYER = new byte[100_000];
    private static final byte[] MANIFEST = TestStore.bytes("manifest");
    private static final Digest DIGEST;
    private static final int OPERATIONS_MAX = 500;

    static {
        new Random(1).nextBytes(LAYER);
        DIGEST = Digest.of(LAYER);
    }

    @TempDir
    Path directory;

    /** What a client was told of. */
    private enum Told {
        NOTHING,
        BLOB,
        MANIFEST,
        DELETED
    }

    private Told told = Told.NOTHING;

    @Test
    void everyKillLeavesWhatWasAcknowledged() throws IOException {
        cutEverywhere(false);
    }

    @Test
    void everyPowerFailureLeavesWhatWasAcknowledged() throws IOException {
        cutEverywhere(true);
    }

    private void cutEverywhere(boolean power) throws IOException {
        for (int n = 0; n < OPERATIONS_MAX; n++) {
            told = Told.NOTHING;
            try (StoreRig rig = new StoreRig(directory.resolve(power + "-" + n), new Random(n))) {
                rig.disk().arm(FaultyDisk.Fault.STOP, n);
                boolean whole = ends(rig);
                rig.disk().disarm();
                if (whole) {
                    return;
                }
                rig.die(power);
                rig.open();
                assertThat(rig.faults()).as("operation %d", n).isEmpty();
                assertThat(isKept(rig.store().index().repositories()))
                        .as("operation %d, after %s", n, told)
                        .isTrue();
                story(rig);
                assertThat(rig.faults())
                        .as("operation %d, and the story again", n)
                        .isEmpty();
            }
        }
        throw new AssertionError("the story never ended");
    }

    private boolean isKept(Repositories repositories) {
        return switch (told) {
            case NOTHING -> true;
            case BLOB -> repositories.blob(NAME, DIGEST).isPresent();
            case MANIFEST -> repositories.tagged(NAME, "v1").isPresent();
            case DELETED -> repositories.tagged(NAME, "v1").isEmpty();
        };
    }

    private boolean ends(StoreRig rig) throws IOException {
        try {
            story(rig);
            return true;
        } catch (FaultyDisk.Stopped _) {
            return false;
        }
    }

    /** Two uploads of one blob, a mount, a manifest with its tag; then all of it is deleted. */
    private void story(StoreRig rig) throws IOException {
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
