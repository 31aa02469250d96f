package io.berth.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.index.Change.EndJob;
import io.berth.index.JobId;
import io.berth.io.RemoteLimits;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.Unavailable;
import io.berth.remote.Backoff;
import io.berth.store.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadsTest {
    private static final Backoff BACKOFF =
            new Backoff(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20));
    private static final DownloadSettings SETTINGS = new DownloadSettings(2, BACKOFF, Duration.ofSeconds(60), 1);

    private final AtomicLong received = new AtomicLong();
    private final Signal signal = new Signal();
    private final byte[] bytes = bytes(1, 300_000);
    private final Descriptor blob = descriptor(bytes);
    private TestStore store;
    private Downloads downloads;
    private JobId job;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        store = TestStore.open(root);
        downloads = new Downloads(store.content(), SETTINGS, Bandwidth.unlimited(), received::addAndGet);
        job = store.index().beginJob("pull", "x");
    }

    @AfterEach
    void close() {
        downloads.close();
        store.close();
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Descriptor descriptor(byte[] bytes) {
        return Descriptor.of("application/vnd.oci.image.layer.v1.tar", Digest.of(bytes), bytes.length);
    }

    private void await(Interest interest) throws IOException {
        while (!interest.isDone()) {
            signal.await(Duration.ofSeconds(1));
        }
        interest.check();
    }

    private void download(FakeSource source) throws IOException {
        try (Interest interest = downloads.join(blob, source, job, Bucket.unlimited(), signal)) {
            await(interest);
        }
    }

    private boolean isLive() {
        return store.index()
                .blob(blob.digest())
                .filter(row -> row.state().equals("LIVE"))
                .isPresent();
    }

    @Test
    void bytesArriveAndAreHeldByTheJob() throws IOException {
        download(new FakeSource(bytes));
        assertThat(store.content().read(blob.digest(), bytes.length)).isEqualTo(bytes);
        assertThat(received).hasValue(bytes.length);
    }

    @Test
    void aBlobThatCameSinceItWasClaimedIsHeldWithoutARequest() throws IOException {
        JobId other = store.index().beginJob("pull", "other");
        store.write(other, bytes);
        FakeSource source = new FakeSource(bytes);
        download(source);
        assertThat(source.offsets()).isEmpty();
        assertThat(received).hasValue(0);
        store.index().apply(List.of(new EndJob(other)));
        store.content().dropLeftovers(_ -> false);
        assertThat(isLive()).isTrue();
    }

    @Test
    void emptyBlobNeedsNoRequest() throws IOException {
        Descriptor empty = descriptor(new byte[0]);
        FakeSource source = new FakeSource(new byte[0]);
        try (Interest interest = downloads.join(empty, source, job, Bucket.unlimited(), signal)) {
            await(interest);
        }
        assertThat(source.offsets()).isEmpty();
    }

    @Test
    void cutConnectionsContinueWhereTheyStopped() throws IOException {
        FakeSource source = new FakeSource(bytes).cutAfter(100_000, 2);
        download(source);
        assertThat(source.offsets()).containsExactly(0L, 100_000L, 200_000L);
        assertThat(received).hasValue(bytes.length);
    }

    @Test
    void progressStartsTheCountAgain() throws IOException {
        FakeSource source = new FakeSource(bytes).cutAfter(70_000, 4);
        download(source);
        assertThat(source.offsets()).hasSizeGreaterThan(SETTINGS.backoff().attempts());
    }

    @Test
    void attemptsWithoutProgressEnd() {
        FakeSource source = new FakeSource(bytes).cutAfter(0, 100);
        assertThatThrownBy(() -> download(source)).isInstanceOf(Unavailable.class);
        assertThat(source.offsets()).hasSize(SETTINGS.backoff().attempts());
    }

    @Test
    void rangeIgnoredBeginsAtTheStart() throws IOException {
        FakeSource source = new FakeSource(bytes).cutAfter(100_000, 1).ignoreRange();
        download(source);
        assertThat(source.offsets()).containsExactly(0L, 100_000L);
        assertThat(isLive()).isTrue();
    }

    @Test
    void wrongBytesAreFetchedOnceMoreFromTheStart() throws IOException {
        FakeSource source = new FakeSource(bytes).corrupt(1);
        download(source);
        assertThat(source.offsets()).containsExactly(0L, 0L);
    }

    @Test
    void bytesThatWentWithABlobThatCameOtherwiseAreFetchedAgain() throws IOException {
        FakeSource source = new FakeSource(bytes).holdAfter(200_000);
        try (Interest interest = downloads.join(blob, source, job, Bucket.unlimited(), signal)) {
            source.awaitBytes(200_000);
            JobId other = store.index().beginJob("push", "other");
            store.content().put(other, blob, bytes);
            store.index().apply(List.of(new EndJob(other)));
            store.content().dropLeftovers(_ -> false);
            source.release();
            await(interest);
        }
        assertThat(source.offsets()).containsExactly(0L, 0L);
        assertThat(store.content().read(blob.digest(), bytes.length)).isEqualTo(bytes);
    }

    @Test
    void wrongBytesTwiceAreCorrupt() {
        FakeSource source = new FakeSource(bytes).corrupt(2);
        assertThatThrownBy(() -> download(source))
                .isInstanceOf(Corrupt.class)
                .hasMessageStartingWith("failed commit on ref \"layer-" + blob.digest()
                        + "\": commit failed: unexpected commit digest sha256:");
        assertThat(isLive()).isFalse();
    }

    @Test
    void wrongBytesOfAnEarlierTryAreFetchedFromTheStart() throws IOException {
        FakeSource wrong = new FakeSource(bytes(2, bytes.length)).holdAfter(200_000);
        Interest first = downloads.join(blob, wrong, job, Bucket.unlimited(), signal);
        wrong.awaitBytes(200_000);
        first.close();
        FakeSource right = new FakeSource(bytes);
        download(right);
        assertThat(right.offsets()).last().isEqualTo(0L);
        assertThat(store.content().read(blob.digest(), bytes.length)).isEqualTo(bytes);
    }

    @Test
    void anotherLengthThanPromisedIsCorruptBeforeItsBytesCome() {
        FakeSource source = new FakeSource(bytes(3, 400_000));
        assertThatThrownBy(() -> download(source))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("failed size validation: 400000 != 300000");
        assertThat(received).hasValue(0);
    }

    @Test
    void bodyWithoutLengthThatNeverEndsStopsAtTheBlobsSize() {
        FakeSource source = new FakeSource(bytes(3, 1_000_000)).withoutLength();
        assertThatThrownBy(() -> download(source)).isInstanceOf(Corrupt.class);
        assertThat(received.get()).isLessThanOrEqualTo(2L * bytes.length);
    }

    @Test
    void missingBlobIsNotAskedForAgain() {
        FakeSource source = new FakeSource(bytes).fail("MISSING");
        assertThatThrownBy(() -> download(source))
                .hasMessage("failed to copy: httpReadSeeker: failed open: could not fetch content descriptor "
                        + blob.digest() + " (" + blob.mediaType() + ") from remote: not found");
        assertThat(source.offsets()).hasSize(1);
    }

    @Test
    void oneDownloadServesAllWhoWantTheBlob() throws IOException {
        FakeSource source = new FakeSource(bytes).hold();
        JobId other = store.index().beginJob("pull", "y");
        FakeSource unused = new FakeSource(bytes);
        try (Interest one = downloads.join(blob, source, job, Bucket.unlimited(), signal);
                Interest two = downloads.join(blob, unused, other, Bucket.unlimited(), signal)) {
            source.release();
            await(one);
            await(two);
        }
        assertThat(unused.offsets()).isEmpty();
        assertThat(received).hasValue(bytes.length);
    }

    @Test
    void downloadGoesOnForTheOthersWhenOneLeaves() throws IOException {
        FakeSource source = new FakeSource(bytes).hold();
        Interest one = downloads.join(blob, source, job, Bucket.unlimited(), signal);
        try (Interest two = downloads.join(blob, source, job, Bucket.unlimited(), signal)) {
            source.awaitOpens(1);
            one.close();
            source.release();
            await(two);
        }
        assertThat(isLive()).isTrue();
    }

    @Test
    void lastToLeaveClosesTheSocketAndKeepsTheBytes() throws IOException {
        FakeSource source = new FakeSource(bytes).holdAfter(100_000);
        Interest only = downloads.join(blob, source, job, Bucket.unlimited(), signal);
        source.awaitBytes(100_000);
        only.close();
        source.awaitClosed();
        FakeSource next = new FakeSource(bytes);
        download(next);
        assertThat(next.offsets()).containsExactly(100_000L);
    }

    @Test
    void noMoreRunAtOnceThanAllowed() throws IOException {
        FakeSource held = new FakeSource(bytes).hold();
        byte[] otherBytes = bytes(7, 1000);
        byte[] thirdBytes = bytes(8, 1000);
        FakeSource third = new FakeSource(thirdBytes);
        try (Interest one = downloads.join(blob, held, job, Bucket.unlimited(), signal);
                Interest two = downloads.join(
                        descriptor(otherBytes), new FakeSource(otherBytes, held), job, Bucket.unlimited(), signal);
                Interest three = downloads.join(descriptor(thirdBytes), third, job, Bucket.unlimited(), signal)) {
            held.awaitOpens(1);
            assertThat(third.offsets()).isEmpty();
            held.release();
            await(one);
            await(two);
            await(three);
        }
        assertThat(third.offsets()).hasSize(1);
    }

    @Test
    void liesAboutTheSizeDoNotTouchTheOneWhoTellsTheTruth() throws IOException {
        FakeSource held = new FakeSource(bytes).hold();
        Descriptor lie = Descriptor.of(blob.mediaType(), blob.digest(), blob.size() + 1);
        try (Interest honest = downloads.join(blob, held, job, Bucket.unlimited(), signal);
                Interest liar = downloads.join(lie, new FakeSource(bytes), job, Bucket.unlimited(), signal)) {
            held.release();
            await(honest);
            assertThatThrownBy(() -> await(liar)).isInstanceOf(Corrupt.class);
        }
        assertThat(isLive()).isTrue();
    }

    private FakeSource inRanges(FakeSource source, byte[] large) throws IOException {
        downloads.close();
        DownloadSettings ranged = new DownloadSettings(2, BACKOFF, Duration.ofSeconds(60), 1, 3, 1 << 20);
        downloads = new Downloads(store.content(), ranged, Bandwidth.unlimited(), received::addAndGet);
        try (Interest interest = downloads.join(descriptor(large), source, job, Bucket.unlimited(), signal)) {
            await(interest);
        }
        assertThat(store.content().read(Digest.of(large), large.length)).isEqualTo(large);
        return source;
    }

    @Test
    void largeBlobsComeInRangesAndEveryByteOnce() throws IOException {
        byte[] large = bytes(9, 5 * RangedStream.PIECE_BYTES + 12_345);
        FakeSource source = inRanges(new FakeSource(large), large);
        assertThat(source.lengths()).hasSize(6);
        assertThat(received).hasValue(large.length);
    }

    @Test
    void rangesThatBreakOffContinueWhereTheyStopped() throws IOException {
        byte[] large = bytes(9, 4 * RangedStream.PIECE_BYTES);
        FakeSource source = inRanges(new FakeSource(large).cutAfter(1_000_000, 2), large);
        assertThat(source.lengths()).hasSize(6);
    }

    @Test
    void rangeIsAskedForSoOftenBeforeTheDownloadGoesOnFromWhereItWas() throws IOException {
        int most = RemoteLimits.PIECE_TRIES_MAX;
        byte[] one = bytes(9, RangedStream.PIECE_BYTES);
        assertThat(inRanges(new FakeSource(one).cutAfter(1_000_000, most - 1), one)
                        .offsets())
                .hasSize(most)
                .doesNotHaveDuplicates();
        byte[] other = bytes(10, RangedStream.PIECE_BYTES);
        assertThat(inRanges(new FakeSource(other).cutAfter(1_000_000, most), other)
                        .offsets())
                .hasSize(most + 1)
                .filteredOn(offset -> offset == 0)
                .hasSize(2);
    }

    @Test
    void whereRangesAreIgnoredLargeBlobsComeInOneStream() throws IOException {
        byte[] large = bytes(9, 2 * RangedStream.PIECE_BYTES);
        FakeSource source = inRanges(new FakeSource(large).ignoreRange(), large);
        assertThat(source.offsets()).last().isEqualTo(0L);
    }

    @Test
    void stoppedDaemonTakesNoMore() {
        downloads.close();
        assertThatThrownBy(() -> downloads.join(blob, new FakeSource(bytes), job, Bucket.unlimited(), signal))
                .isInstanceOf(Unavailable.class);
    }
}
