package io.berth.store;

import static io.berth.store.TestStore.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.content.Content;
import io.berth.content.Ingest;
import io.berth.index.Change;
import io.berth.index.JobId;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.problem.Problem.Corrupt;
import io.berth.problem.Problem.NotFound;
import io.berth.problem.Problem.TooLarge;
import io.berth.problem.Problem.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What every content store does, wherever it keeps its bytes. */
interface ContentContract {
    byte[] BYTES = bytes("some bytes of a blob");
    Descriptor BLOB = TestStore.descriptor(BYTES);

    /** An open, empty store. */
    TestStore store();

    private Content content() {
        return store().content();
    }

    private JobId job() {
        return store().index().beginJob("pull", "test");
    }

    @Test
    default void aBlobIsThereWhenItIsCommittedAndNotBefore() throws IOException {
        try (Ingest ingest = content().ingest(BLOB)) {
            ingest.write(ByteBuffer.wrap(BYTES, 0, 4));
            assertThatThrownBy(() -> content().open(BLOB.digest())).isInstanceOf(NotFound.class);
            ingest.write(ByteBuffer.wrap(BYTES, 4, BYTES.length - 4));
            ingest.commit(List.of(job()));
        }
        assertThat(content().read(BLOB.digest(), BYTES.length)).isEqualTo(BYTES);
        try (FileChannel channel = content().open(BLOB.digest())) {
            assertThat(channel.size()).isEqualTo(BYTES.length);
        }
    }

    @Test
    default void anIngestGoesOnWhereTheLastOneStopped() throws IOException {
        try (Ingest ingest = content().ingest(BLOB)) {
            ingest.write(ByteBuffer.wrap(BYTES, 0, 7));
        }
        try (Ingest ingest = content().ingest(BLOB)) {
            assertThat(ingest.offset()).isEqualTo(7);
            ingest.write(ByteBuffer.wrap(BYTES, 7, BYTES.length - 7));
            ingest.commit(List.of(job()));
        }
        assertThat(content().read(BLOB.digest(), 100)).isEqualTo(BYTES);
    }

    @Test
    default void aRestartForgetsAllBytes() throws IOException {
        try (Ingest ingest = content().ingest(BLOB)) {
            ingest.write(ByteBuffer.wrap(bytes("rubbish")));
            ingest.restart();
            assertThat(ingest.offset()).isZero();
            ingest.write(ByteBuffer.wrap(BYTES));
            ingest.commit(List.of(job()));
        }
    }

    @Test
    default void wrongBytesAreRefusedAndDeleted() throws IOException {
        byte[] wrong = BYTES.clone();
        wrong[0]++;
        try (Ingest ingest = content().ingest(BLOB)) {
            ingest.write(ByteBuffer.wrap(wrong));
            assertThatThrownBy(() -> ingest.commit(List.of(job())))
                    .isInstanceOf(Corrupt.class)
                    .hasMessage("unexpected commit digest " + Digest.of(wrong) + ", expected " + BLOB.digest());
        }
        try (Ingest ingest = content().ingest(BLOB)) {
            assertThat(ingest.offset()).isZero();
        }
    }

    @Test
    default void tooFewAndTooManyBytesAreRefused() throws IOException {
        try (Ingest ingest = content().ingest(BLOB)) {
            ingest.write(ByteBuffer.wrap(BYTES, 0, 3));
            assertThatThrownBy(() -> ingest.commit(List.of(job())))
                    .isInstanceOf(Corrupt.class)
                    .hasMessage("unexpected commit size 3, expected " + BYTES.length);
        }
        try (Ingest ingest = content().ingest(BLOB)) {
            ingest.write(ByteBuffer.wrap(BYTES));
            assertThatThrownBy(() -> ingest.write(ByteBuffer.wrap(new byte[1]))).isInstanceOf(Corrupt.class);
            ingest.commit(List.of(job()));
        }
    }

    @Test
    default void putVerifiesAndIsIdempotent() throws IOException {
        JobId job = job();
        content().put(job, BLOB, BYTES);
        content().put(job, BLOB, BYTES);
        assertThat(content().read(BLOB.digest(), 100)).isEqualTo(BYTES);
        assertThatThrownBy(() -> content().put(job, BLOB, bytes("others"))).isInstanceOf(Corrupt.class);
    }

    @Test
    default void aBlobLargerThanTheReaderAllowsIsRefused() throws IOException {
        content().put(job(), BLOB, BYTES);
        assertThat(content().read(BLOB.digest(), BYTES.length)).hasSize(BYTES.length);
        assertThatThrownBy(() -> content().read(BLOB.digest(), BYTES.length - 1))
                .isInstanceOf(TooLarge.class);
    }

    @Test
    default void sha512Works() throws IOException {
        Digest.Algorithm algorithm = Digest.Algorithm.SHA512;
        Digest digest = Digest.of(algorithm, algorithm.hash().digest(BYTES));
        content().put(job(), Descriptor.of("x", digest, BYTES.length), BYTES);
        assertThat(content().read(digest, 100)).isEqualTo(BYTES);
    }

    @Test
    default void whatAnUnfinishedJobLeftStaysForTheNextOne() throws IOException {
        JobId job = job();
        content().put(job, BLOB, BYTES);
        store().index().apply(List.of(new Change.EndJob(job)));
        assertThat(content().sweep()).isZero();
        assertThat(store().index().claim(job(), List.of(BLOB.digest()))).contains(BLOB.digest());
    }

    @Test
    default void droppingIngestsDeletesAllThatUnfinishedJobsLeft() throws IOException {
        JobId job = job();
        content().put(job, BLOB, BYTES);
        store().index().apply(List.of(new Change.EndJob(job)));
        byte[] other = bytes("others");
        try (Ingest ingest = content().ingest(TestStore.descriptor(other))) {
            ingest.write(ByteBuffer.wrap(other, 0, 3));
            content().dropLeftovers(_ -> false);
            ingest.write(ByteBuffer.wrap(other, 3, 3));
            ingest.commit(List.of(job()));
        }
        assertThatThrownBy(() -> content().open(BLOB.digest())).isInstanceOf(NotFound.class);
        assertThat(content().read(Digest.of(other), 100)).isEqualTo(other);
    }

    @Test
    default void whatUnfinishedJobsLeftIsToldAndKeptWhereItIsWanted() throws IOException {
        JobId job = job();
        content().put(job, BLOB, BYTES);
        store().index().apply(List.of(new Change.EndJob(job)));
        byte[] one = bytes("one more");
        byte[] two = bytes("and another");
        for (byte[] bytes : List.of(one, two)) {
            try (Ingest ingest = content().ingest(TestStore.descriptor(bytes))) {
                ingest.write(ByteBuffer.wrap(bytes, 0, 3));
            }
        }
        Predicate<Digest> wanted = Digest.of(two)::equals;
        assertThat(content().leftovers(wanted))
                .extracting(Content.Leftover::digest, Content.Leftover::whole)
                .containsExactlyInAnyOrder(tuple(Digest.of(one), false), tuple(BLOB.digest(), true));
        assertThat(content().dropLeftovers(wanted)).hasSize(2);
        assertThat(content().leftovers(_ -> false))
                .extracting(Content.Leftover::digest)
                .containsExactly(Digest.of(two));
        try (Ingest ingest = content().ingest(TestStore.descriptor(two))) {
            assertThat(ingest.offset()).isEqualTo(3);
        }
    }

    @Test
    default void aReaderOutlivesTheRemoval() throws IOException {
        Digest image = store().pull("one", List.of(BYTES));
        try (FileChannel channel = content().open(BLOB.digest())) {
            store().index().apply(List.of(new Change.DropImage(image, java.time.Duration.ZERO)));
            assertThat(content().sweep()).isEqualTo(2 * 4096);
            ByteBuffer read = ByteBuffer.allocate(BYTES.length);
            channel.read(read);
            assertThat(read.array()).isEqualTo(BYTES);
        }
    }

    @Test
    default void moreThanTheDiskHoldsIsRefusedBeforeTheFirstByte() throws IOException {
        content().requireSpace(List.of(BLOB));
        assertThatThrownBy(() -> content().requireSpace(List.of(BLOB, huge(), huge())))
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("no space left on device: need " + Long.MAX_VALUE + ", have ");
    }

    @Test
    default void whatIsHereAlreadyNeedsNoSpace() throws IOException {
        content().put(job(), BLOB, BYTES);
        assertThatThrownBy(() -> content().requireSpace(List.of(BLOB, huge())))
                .hasMessageStartingWith("no space left on device: need " + huge().size() + ", have ");
        try (Ingest ingest = content().ingest(huge())) {
            ingest.write(ByteBuffer.wrap(BYTES));
        }
        assertThatThrownBy(() -> content().requireSpace(List.of(huge())))
                .hasMessageStartingWith("no space left on device: need " + (huge().size() - BYTES.length) + ", have ");
    }

    private static Descriptor huge() {
        return Descriptor.of(BLOB.mediaType(), Digest.of("huge".getBytes(StandardCharsets.UTF_8)), Long.MAX_VALUE / 2);
    }
}
