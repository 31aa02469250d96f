package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.content.Audit;
import io.berth.content.Audit.Finding;
import io.berth.content.Audit.Kind;
import io.berth.content.ContentCheck;
import io.berth.index.Change;
import io.berth.index.Index.BlobRow;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look for damage in a store that is open. */
class AuditTest {
    private static final byte[] LAYER = TestStore.bytes("a layer of some bytes");
    private static final Digest HURT = Digest.of(LAYER);

    @TempDir
    Path root;

    private TestStore store;
    private Audit audit;

    @BeforeEach
    void oneImage() throws IOException {
        store = TestStore.open(root);
        audit = store.content().audit();
        store.pull("x", List.of(LAYER), "x");
        store.blobFile(HURT).toFile().setWritable(true);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Finding> verifyAll() throws IOException {
        List<Finding> found = new ArrayList<>();
        for (BlobRow blob : audit.blobs()) {
            audit.verify(blob, _ -> true).ifPresent(found::add);
        }
        return found;
    }

    private void remove() throws IOException {
        Digest image = store.index().images().byCreated().getFirst().id();
        store.index()
                .apply(List.of(
                        new Change.DropName(Reference.parse("x:latest"), "rmi"),
                        new Change.DropImage(image, Duration.ZERO)));
        store.content().sweep();
    }

    @Test
    void aSoundStoreHasNoFaults() throws IOException {
        assertThat(audit.index()).isEmpty();
        assertThat(audit.files()).isEmpty();
        assertThat(audit.blobs()).hasSize(2);
        assertThat(verifyAll()).isEmpty();
    }

    @Test
    void aFlippedBitIsFoundByReadingAndTheBlobIsServedNoMore() throws IOException {
        byte[] flipped = LAYER.clone();
        flipped[3] ^= 1;
        Files.write(store.blobFile(HURT), flipped);
        assertThat(audit.files()).isEmpty();
        assertThat(verifyAll()).extracting(Finding::blob).containsExactly(HURT);
        assertThat(store.index().blob(HURT)).get().extracting(BlobRow::state).isEqualTo("QUARANTINED");
        assertThat(audit.files()).extracting(Finding::kind, Finding::blob).containsExactly(tuple(Kind.DAMAGED, HURT));
        assertThat(audit.mend(audit.files().getFirst())).isFalse();
    }

    @Test
    void aMissingAndAShortenedFileAreFoundWithoutReading() throws IOException {
        Files.write(store.blobFile(HURT), new byte[3]);
        assertThat(audit.files()).extracting(Finding::kind, Finding::blob).containsExactly(tuple(Kind.DAMAGED, HURT));
        store.pull("x", List.of(LAYER), "x");
        Files.delete(store.blobFile(HURT));
        assertThat(audit.files()).extracting(Finding::kind, Finding::blob).containsExactly(tuple(Kind.DAMAGED, HURT));
    }

    @Test
    void aDamagedBlobThatNobodyHoldsIsNoFault() throws IOException {
        Files.delete(store.blobFile(HURT));
        assertThat(audit.files()).hasSize(1);
        remove();
        assertThat(audit.files()).isEmpty();
    }

    @Test
    void aStrayBlobIsToldAndDeletedWhereItIsMended() throws IOException {
        Digest stray = Digest.of(TestStore.bytes("nobody's"));
        Files.writeString(store.blobFile(stray), "nobody's");
        Finding found = audit.files().getFirst();
        assertThat(found.kind()).isEqualTo(Kind.STRAY);
        assertThat(audit.mend(found)).isTrue();
        assertThat(store.blobFile(stray)).doesNotExist();
        assertThat(audit.mend(found)).isFalse();
    }

    @Test
    void whatIsNotABlobsNameIsToldAndLeftAlone() throws IOException {
        Path other = Files.writeString(root.resolve("content/blobs/sha256/notes"), "?");
        Finding found = audit.files().getFirst();
        assertThat(found.text()).contains("sha256/notes");
        assertThat(audit.mend(found)).isFalse();
        assertThat(other).exists();
    }

    @Test
    void blocksThatDifferAreNotedAnewAndTheSumsWithThem() throws IOException {
        byte[] large = new byte[100_000];
        store.pull("large", List.of(large), "large");
        Path file = store.blobFile(Digest.of(large));
        Files.delete(file);
        try (var sparse = Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            sparse.position(large.length - 1L).write(ByteBuffer.allocate(1));
        }
        Finding found = audit.files().getFirst();
        assertThat(found.kind()).isEqualTo(Kind.BLOCKS);
        assertThat(audit.mend(found)).isTrue();
        assertThat(audit.files()).isEmpty();
        assertThat(audit.index()).isEmpty();
        assertThat(ContentCheck.faults(root)).isEmpty();
    }

    @Test
    void aReadingThatIsStoppedFindsNothing() throws IOException {
        Files.write(store.blobFile(HURT), new byte[LAYER.length]);
        BlobRow hurt = store.index().blob(HURT).orElseThrow();
        assertThat(audit.verify(hurt, _ -> false)).isEmpty();
        assertThat(audit.verify(hurt, _ -> true)).isPresent();
    }

    @Test
    void whatAnotherFoundWhileItWasReadIsAFaultAllTheSame() throws IOException {
        Files.write(store.blobFile(HURT), new byte[LAYER.length]);
        BlobRow hurt = store.index().blob(HURT).orElseThrow();
        assertThat(audit.verify(hurt, _ -> found(hurt))).isPresent();
        assertThat(audit.verify(hurt, _ -> true)).isPresent();
    }

    /** As the scrub would find it at the same time. */
    private boolean found(BlobRow blob) {
        try {
            return audit.verify(blob, _ -> true).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBlobThatWasHealedWhileItsOldFileWasReadStays() throws IOException {
        Files.write(store.blobFile(HURT), new byte[LAYER.length]);
        BlobRow hurt = store.index().blob(HURT).orElseThrow();
        assertThat(audit.verify(hurt, _ -> found(hurt) && healed())).isEmpty();
        assertThat(store.index().blob(HURT)).get().extracting(BlobRow::state).isEqualTo("LIVE");
        assertThat(store.content().read(HURT, 100)).isEqualTo(LAYER);
    }

    private boolean healed() {
        try {
            store.pull("x", List.of(LAYER), "x");
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBlobThatWasSweptMeanwhileIsNoFault() throws IOException {
        List<BlobRow> before = audit.blobs();
        remove();
        for (BlobRow gone : before) {
            assertThat(audit.verify(gone, _ -> true)).isEmpty();
        }
    }
}
