package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.io.CancelToken;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.BlobStream;
import io.berth.store.TestStore;
import io.berth.testing.RandomImage;
import io.berth.testing.RandomImages;
import io.berth.transfer.Bandwidth;
import io.berth.transfer.Jobs;
import io.berth.transfer.UploadSettings;
import io.berth.transfer.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that is removed while it is pushed. */
class PushHoldTest {
    private final RandomImage image = new RandomImages(3).image();
    private final List<Descriptor> blobs = List.copyOf(image.blobs().keySet());
    private TestStore store;
    private Uploads uploads;
    private PushHold hold;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        store.add(image, "x:1");
        uploads = new Uploads(store.index().uploads(), UploadSettings.DEFAULTS, Bandwidth.unlimited(), _ -> {});
        hold = hold(blobs.toArray(Descriptor[]::new));
    }

    private PushHold hold(Descriptor... wanted) {
        return new PushHold(
                new ImagePusher.Store(
                        store.index(), store.content(), store.content().leases(), uploads, new Jobs()),
                Stream.of(wanted).map(Descriptor::digest).toList());
    }

    @AfterEach
    void close() {
        hold.close();
        uploads.close();
        store.close();
    }

    private void read(Descriptor blob) throws IOException {
        try (BlobStream bytes = hold.open(blob, 0, blob.size(), new CancelToken())) {
            assertThat(bytes.next()).isNotNull();
        }
    }

    private void remove() throws IOException {
        new ImageRemover(store.index(), store.content(), _ -> List.of(), Duration.ZERO)
                .remove("x:1", new RemoveOptions(false, List.of()));
        store.content().sweep();
    }

    @Test
    void staysToItsLastBlobThoughNothingWasReadBeforeItWasRemoved() throws IOException {
        remove();
        for (Descriptor blob : blobs) {
            read(blob);
        }
    }

    @Test
    void goesWhenTheLastPushOfItEnds() throws IOException {
        PushHold other = hold(blobs.getFirst());
        remove();
        hold.close();
        hold.close();
        store.content().sweep();
        assertThat(live()).containsExactly(blobs.getFirst().digest());
        other.close();
        store.content().sweep();
        assertThat(live()).isEmpty();
    }

    private List<Digest> live() {
        return blobs.stream()
                .map(Descriptor::digest)
                .filter(digest -> store.index().blob(digest).isPresent())
                .toList();
    }

    @Test
    void uploadThatOutlivesThePushReadsNothingMore() throws IOException {
        read(blobs.getFirst());
        hold.close();
        assertThatThrownBy(() -> read(blobs.getFirst())).isInstanceOf(Unavailable.class);
    }

    @Test
    void whatWasGoneBeforeIsNotFound() throws IOException {
        hold.close();
        remove();
        hold = hold(blobs.toArray(Descriptor[]::new));
        assertThatThrownBy(() -> read(blobs.getLast())).isInstanceOf(NotFound.class);
    }
}
