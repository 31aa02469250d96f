package io.berth.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.io.Limits;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.registry.FoundBlob.Stored;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownBlobsTest {
    private static final RepositoryName HERE = new RepositoryName("a/b");

    private long version = 7;
    private final KnownBlobs known = new KnownBlobs(() -> version);

    private static Stored blob(int number) {
        return new Stored(Digest.of(Integer.toString(number).getBytes(StandardCharsets.UTF_8)), number);
    }

    private boolean knows(int number) {
        return known.find(HERE, blob(number).digest()).isPresent();
    }

    @Test
    void whatWasNotedIsFoundInItsRepository() {
        assertThat(knows(1)).isFalse();
        known.note(known.version(), HERE, blob(1));
        assertThat(known.find(HERE, blob(1).digest()).map(Stored::size)).contains(1L);
        assertThat(known.find(new RepositoryName("a/c"), blob(1).digest())).isEmpty();
        assertThat(knows(2)).isFalse();
    }

    @Test
    void aChangeOfTheIndexForgetsAll() {
        known.note(known.version(), HERE, blob(1));
        version++;
        assertThat(knows(1)).isFalse();
        known.note(known.version(), HERE, blob(2));
        assertThat(knows(1)).isFalse();
        assertThat(knows(2)).isTrue();
    }

    @Test
    void whatWasAskedBeforeAChangeIsNotBelievedAfterIt() {
        long asked = known.version();
        version++;
        known.note(asked, HERE, blob(1));
        assertThat(knows(1)).isFalse();
    }

    @Test
    void asManyAreKeptAsMayBeAndOneMoreBeginsAnew() {
        for (int i = 0; i < Limits.KNOWN_BLOBS_MAX; i++) {
            known.note(known.version(), HERE, blob(i));
        }
        assertThat(knows(0)).isTrue();
        assertThat(knows(Limits.KNOWN_BLOBS_MAX - 1)).isTrue();
        known.note(known.version(), HERE, blob(Limits.KNOWN_BLOBS_MAX));
        assertThat(knows(Limits.KNOWN_BLOBS_MAX)).isTrue();
        assertThat(knows(0)).isFalse();
    }
}
