package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.NamelessIngest;
import io.berth.content.Upload;
import io.berth.content.Uploads;
import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem.NotFound;
import io.berth.store.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A blob whose digest is known with its last byte only, from an archive or from a client of the registry, where each
 * operation on disk fails, or is the last: nothing half is a blob, and who comes again gets it done.
 */
class IntakeFaultsTest {
    private static final RepositoryName NAME = new RepositoryName("a/b");
    private static final byte[] BLOB = new byte[100_000];
    private static final Digest DIGEST;
    private static final int OPERATIONS_MAX = 200;

    static {
        new Random(1).nextBytes(BLOB);
        DIGEST = Digest.of(BLOB);
    }

    @TempDir
    Path directory;

    private interface Story {
        void run(TestStore store) throws IOException;
    }

    @Test
    void aFileOfAnArchiveWhereTheDiskFails() throws IOException {
        everywhere(IntakeFaultsTest::archived, Fault.FAIL, false);
    }

    @Test
    void aFileOfAnArchiveWhereTheProcessDies() throws IOException {
        everywhere(IntakeFaultsTest::archived, Fault.STOP, false);
    }

    @Test
    void aFileOfAnArchiveWhereThePowerFails() throws IOException {
        everywhere(IntakeFaultsTest::archived, Fault.STOP, true);
    }

    @Test
    void anUploadWhereTheDiskFails() throws IOException {
        everywhere(IntakeFaultsTest::uploaded, Fault.FAIL, false);
    }

    private void everywhere(Story story, Fault fault, boolean power) throws IOException {
        for (int n = 0; n < OPERATIONS_MAX; n++) {
            try (StoreRig rig = new StoreRig(directory.resolve(fault + "-" + power + "-" + n), new Random(n))) {
                rig.disk().arm(fault, n);
                boolean ended = ends(rig, story);
                boolean struck = rig.disk().hasStruck();
                rig.disk().disarm();
                if (fault == Fault.STOP && struck) {
                    rig.die(power);
                    rig.open();
                }
                assertThat(ended).as("operation %d", n).isIn(!struck, true);
                story.run(rig.store());
                assertThat(isLive(rig)).as("operation %d", n).isTrue();
                rig.die(false);
                rig.open();
                assertThat(rig.faults())
                        .as("operation %d, after the next start", n)
                        .isEmpty();
                assertThat(nameless(rig)).as("operation %d", n).isEmpty();
                if (!struck) {
                    return;
                }
            }
        }
        throw new AssertionError("the story never ended");
    }

    private static boolean ends(StoreRig rig, Story story) {
        try {
            story.run(rig.store());
            return true;
        } catch (IOException | RuntimeException e) {
            if (!rig.disk().hasStruck()) {
                throw new AssertionError(e);
            }
            return false;
        }
    }

    private static boolean isLive(StoreRig rig) {
        return rig.store()
                .index()
                .blob(DIGEST)
                .filter(row -> row.state().equals("LIVE"))
                .isPresent();
    }

    private static List<String> nameless(StoreRig rig) throws IOException {
        try (Stream<Path> files = Files.list(rig.store().root().resolve("content/ingest"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void archived(TestStore store) throws IOException {
        JobId job = store.index().beginJob("load", "archive");
        try (NamelessIngest ingest = store.content().begin(job, Digest.Algorithm.SHA256, BLOB.length)) {
            ingest.write(ByteBuffer.wrap(BLOB, 0, 40_000));
            ingest.write(ByteBuffer.wrap(BLOB, 40_000, BLOB.length - 40_000));
            assertThat(ingest.digest()).isEqualTo(DIGEST);
            ingest.commit();
        } finally {
            store.index().apply(List.of(new EndJob(job)));
        }
    }

    /** As a client does: it asks where to go on, and begins again where its upload is not known any more. */
    private static void uploaded(TestStore store) throws IOException {
        Uploads uploads = store.content().uploads();
        String id = uploads.begin(NAME);
        try {
            send(uploads, id);
        } catch (IOException e) {
            again(store, uploads, id);
        }
    }

    private static void again(TestStore store, Uploads uploads, String id) throws IOException {
        try {
            send(uploads, id);
        } catch (NotFound e) {
            assertThat(store.index().repositories().blob(NAME, DIGEST)).isPresent();
        }
    }

    private static void send(Uploads uploads, String id) throws IOException {
        while (uploads.offset(NAME, id) < BLOB.length) {
            try (Upload upload = uploads.open(NAME, id, () -> {})) {
                int at = (int) upload.offset();
                upload.write(ByteBuffer.wrap(BLOB, at, Math.min(40_000, BLOB.length - at)));
            }
        }
        try (Upload upload = uploads.open(NAME, id, () -> {})) {
            upload.commit(DIGEST);
        }
    }
}
